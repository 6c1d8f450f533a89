import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { LibraryPage } from './library';
import { sharedFile } from './shared';

/** Small checkpoints of the reference material: random weights in the layout of real exports. */
export type TinyCheckpoint = 'tiny-sd' | 'tiny-sdxl';

/** The files of one, as they lie in its folder; without the graphs that are there only to be compared. */
export function folderFiles(name: TinyCheckpoint): { path: string; disk: string }[] {
  const folder = sharedFile(`golden/${name}`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('unet_f16io'))
    .map((entry) => {
      const disk = join(entry.parentPath, entry.name);
      return { path: `${name}/${relative(folder, disk).replaceAll(sep, '/')}`, disk };
    });
}

/** Takes one in as a person would who chooses its folder; gives its id. */
export async function importCheckpoint(page: LibraryPage, name: TinyCheckpoint, timeout = 120_000): Promise<string> {
  const id = await page.does({ type: 'import', files: folderFiles(name) }, timeout);
  await page.waitUntilReady(id, timeout);
  return id;
}
