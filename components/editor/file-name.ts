import type { SaveFormat } from '../../images/save-picture';

const extensions: Readonly<Record<SaveFormat, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Characters that some file system refuses in a name. */
const refused = /[\u0000-\u001f<>:"/\\|?*]+/g;

/** A file name that every system takes; never empty. */
export function fileName(name: string, format: SaveFormat): string {
  return `${cleanName(name)}.${extensions[format]}`;
}

/** The same of an archive. */
export function archiveName(name: string): string {
  return `${cleanName(name)}.zip`;
}

function cleanName(name: string): string {
  const clean = name.replace(refused, ' ').trim().replace(/^\.+|\.+$/g, '').slice(0, 120).trim();
  return clean === '' ? 'imaginex' : clean;
}
