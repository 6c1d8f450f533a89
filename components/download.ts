/** Time for the browser to take the bytes before their URL ends, in milliseconds. */
const revokeAfter = 60_000;

const urls = new Set<string>();

function revoke(url: string): void {
  URL.revokeObjectURL(url);
  urls.delete(url);
}

/** Saves through a link, which needs no permission. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(blob);
  urls.add(url);
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => revoke(url), revokeAfter);
}

/** Lets go of what was saved: a URL holds the bytes that it stands for. */
export function forgetDownloads(): void {
  urls.forEach(revoke);
}
