/** Time for the browser to take the bytes before their URL ends. */
const revokeAfter = 60_000;

/** Saves through a link, which needs no permission. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), revokeAfter);
}
