import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { LibraryPage } from './library';
import { sharedFile } from './shared';

/** Small checkpoints of the reference material: random weights in the layout of real exports. */
export type TinyCheckpoint = 'tiny-sd' | 'tiny-sdxl';

/** The files of one, by their path in its folder; without the graph that is there only to be compared. */
export function folderFiles(name: TinyCheckpoint): { path: string; disk: string }[] {
  const folder = sharedFile(`golden/${name}`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('unet_f16io'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((disk) => ({ path: relative(folder, disk).replaceAll(sep, '/'), disk }));
}

/** Takes one in as a person would who chooses its folder; gives its id. */
export async function importCheckpoint(page: LibraryPage, name: TinyCheckpoint, timeout = 120_000): Promise<string> {
  const files = folderFiles(name).map(({ path, disk }) => ({ path: `${name}/${path}`, disk }));
  const id = await page.does({ type: 'import', files }, timeout);
  await page.waitUntilReady(id, timeout);
  return id;
}
