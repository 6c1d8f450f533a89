/** Pictures in the clipboard, read for a button; a paste event brings its own. */
export async function readClipboard(): Promise<File[]> {
  const items = await navigator.clipboard.read();
  const pictures: File[] = [];
  for (const item of items) {
    const type = item.types.find((name) => name.startsWith('image/'));
    if (type !== undefined) pictures.push(new File([await item.getType(type)], '', { type }));
  }
  return pictures;
}
