import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/**
 * Takes one in as a person would who chooses its folder; gives its id.
 *
 * @param side of the pictures that it says it was trained on; without it its folder says nothing.
 */
export async function importCheckpoint(page: LibraryPage, name: TinyCheckpoint, { side, timeout = 120_000 }: { side?: number; timeout?: number } = {}): Promise<string> {
  const files = folderFiles(name).map(({ path, disk }) => ({ path: `${name}/${path}`, disk }));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-checkpoint-'));
  try {
    if (side !== undefined) {
      const disk = join(folder, 'config.json');
      writeFileSync(disk, JSON.stringify({ sample_size: side / 8 }));
      files.push({ path: `${name}/unet/config.json`, disk });
    }
    const id = await page.does({ type: 'import', files }, timeout);
    await page.waitUntilReady(id, timeout);
    return id;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
