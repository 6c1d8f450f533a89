import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = process.env.IMAGINEX_SHARED ?? resolve(import.meta.dirname, '../../../shared');

/** Path of a file of the reference material that lies beside the repository. */
export function sharedFile(path: string): string {
  const full = join(folder, path);
  if (!existsSync(full)) {
    throw new Error(`${full} is missing: put the reference material beside the repository, or set IMAGINEX_SHARED`);
  }
  return full;
}
