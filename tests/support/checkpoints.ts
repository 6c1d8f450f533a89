import { readdir } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { CheckpointModel } from '../../models/catalog/model';
import { importing } from '../../models/store/worker/importing';
import { sharedFile } from './shared';

/** Every file below a folder of recorded runs, by its path in it. */
export async function checkpointFiles(folder: string): Promise<Map<string, Blob>> {
  const root = sharedFile(`golden/${folder}`);
  const files = new Map<string, Blob>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(root, path).split(sep).join('/'), await openAsBlob(path));
  }
  return files;
}

/** The entry that importing makes of files, before it is tried. */
export async function describeFiles(files: ReadonlyMap<string, Blob>): Promise<CheckpointModel> {
  const paths = importing.checkpoint([...files.keys()]);
  if (!paths) throw new Error('no checkpoint');
  const examined = await importing.examineCheckpoint(paths, (path) => Promise.resolve(files.get(path)));
  const source = { kind: 'own', files: [{ path: paths.denoiser, bytes: 1, sha256: '0'.repeat(64) }] } as const;
  return examined.describe({ id: 'checkpoint', name: 'Checkpoint', licence: '', source: { ...source, files: [...source.files] } });
}
