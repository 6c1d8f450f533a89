import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const folder = process.env.IMAGINEX_SHARED ?? resolve(import.meta.dirname, '../../../shared');

/** Path of a file of the reference material that lies beside the repository. */
export function sharedFile(path: string): string {
  const full = join(folder, path);
  if (!existsSync(full)) {
    throw new Error(`${full} is missing: put the reference material beside the repository, or set IMAGINEX_SHARED`);
  }
  return full;
}

/** Every network of the reference material, in the order of their paths. */
export function sharedNetworks(): string[] {
  return ['weights', 'golden']
    .flatMap((part) => readdirSync(sharedFile(part), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.onnx'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .sort();
}
