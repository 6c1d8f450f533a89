import type { SaveFormat } from './services';

const extensions: Readonly<Record<SaveFormat, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Characters that some file system refuses in a name. */
// eslint-disable-next-line no-control-regex -- control characters are among them
const refused = /[\u0000-\u001f<>:"/\\|?*]+/g;

/** A file name that every system takes; never empty. */
export function fileName(name: string, format: SaveFormat): string {
  const clean = name.replace(refused, ' ').trim().replace(/^\.+|\.+$/g, '').slice(0, 120).trim();
  return `${clean === '' ? 'imaginex' : clean}.${extensions[format]}`;
}

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
