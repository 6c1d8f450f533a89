/** The four bytes at `at` as Latin-1 text: chunk, box and tag names. */
export function fourCC(view: DataView, at: number): string {
  return latin1(view, at, 4);
}

/** `length` bytes at `at` as Latin-1 text; meant for short names. */
export function latin1(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(at + i));
  return text;
}

/** Whether the Latin-1 text `name` stands at `at`; false where the bytes end before. */
export function startsWith(view: DataView, at: number, name: string): boolean {
  return at + name.length <= view.byteLength && latin1(view, at, name.length) === name;
}

/** The bytes of `view` from `at` on, at most `length` of them: shorter where they end. */
export function part(view: DataView, at: number, length: number): DataView {
  const start = Math.min(at, view.byteLength);
  const end = Math.min(start + length, view.byteLength);
  return new DataView(view.buffer, view.byteOffset + start, end - start);
}
