import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { z } from 'zod';

/**
 * Packs what `npm run build` made for the two stores, and the source package that addons.mozilla.org
 * asks for. The same commit gives the same bytes: names in order, one fixed time.
 */

/** The earliest time that a zip file can hold. */
const mtime = new Date(1980, 0, 1);

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .sort();
}

function pack(target: string, root: string, names: string[]): void {
  const entries: Zippable = {};
  for (const name of names) {
    const path = relative(root, join(root, name)).split(sep).join('/');
    entries[path] = [new Uint8Array(readFileSync(join(root, name))), { mtime, level: 9 }];
  }
  const bytes = zipSync(entries);
  writeFileSync(target, bytes);
  console.log(`${target}: ${names.length} files, ${(bytes.length / 1e6).toFixed(2)} MB`);
}

for (const browser of ['chrome', 'firefox']) {
  const directory = `.output/${browser}-mv3`;
  pack(`.output/imaginex-${version}-${browser}.zip`, directory, filesIn(directory));
}
const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean).sort();
pack(`.output/imaginex-${version}-sources.zip`, '.', tracked);
