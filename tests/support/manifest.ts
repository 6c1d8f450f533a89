import { readFileSync } from 'node:fs';
import { z } from '../../messages/zod';
import { sharedFile } from './shared';

const output = z.object({ shape: z.array(z.int()), mean: z.number(), samples: z.record(z.string(), z.number()) });
const manifest = z.object({ files: z.array(z.object({ file: z.string(), smoke: z.object({ outputs: z.array(output) }).optional() })) });

/** What was recorded of a network of the reference material. */
export function manifestFile(file: string) {
  const { files } = manifest.parse(JSON.parse(readFileSync(sharedFile('data-manifest.json'), 'utf8')));
  const found = files.find((each) => each.file === file);
  if (!found?.smoke) throw new Error(`nothing is recorded of ${file}`);
  return { smoke: found.smoke };
}
