import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { z } from '../messages/zod';
import { pixelSourceOf } from '../images/pixel-source';
import { imageModel, type ImageModel } from '../models/catalog/model';
import { probeMultiple } from '../models/runtime/probe-multiple';
import { openImageModel } from '../models/runtime/image-model';
import type { LoadedModel } from '../models/runtime/session';
import { runJob } from '../models/runtime/run-job';
import { findStarter } from './support/starter';
import type { OptionValues, RunTask, TaskMeta } from '../models/tasks/task';

/**
 * Runs one of the tools on a file, with the product's own modules on onnxruntime's WebAssembly
 * backend.
 *
 *     npm run tool -- enlarge --scale 2 --in small.png --out large.png
 *     npm run tool -- repair --strength 80 --in noisy.jpg --out clean.png
 *
 * `--model FILE` runs another network of the same kind instead of the starter; `--halo` says how far it
 * sees (32 unless told), `--multiple` what its sides must be multiples of (tried out unless told);
 * `--tile` sets the largest tile.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: 'string' },
    out: { type: 'string' },
    model: { type: 'string' },
    scale: { type: 'string' },
    strength: { type: 'string' },
    halo: { type: 'string', default: '32' },
    multiple: { type: 'string' },
    tile: { type: 'string' },
  },
});

const [taskId] = positionals;
if (taskId === undefined || values.in === undefined || values.out === undefined) {
  console.error('usage: npm run tool -- enlarge|repair [--scale N] [--strength N] [--model FILE] --in FILE --out FILE');
  process.exit(2);
}

const { meta } = z
  .object({ meta: z.custom<TaskMeta>() })
  .parse(await import(`../models/tasks/${taskId}/meta.ts`));
const { run } = z.object({ run: z.custom<RunTask>() }).parse(await import(`../models/tasks/${taskId}/run.ts`));

const options: OptionValues = {
  ...(values.scale === undefined ? {} : { scale: values.scale }),
  ...(values.strength === undefined ? {} : { strength: Number(values.strength) }),
};

/** A file from outside the package, described by the command line. */
async function openForeign(file: string): Promise<LoadedModel> {
  const bytes = new Uint8Array(await readFile(file));
  const open = (multiple: number) => openImageModel(ort, foreignModel(file, multiple), { graph: bytes }, 'wasm');
  const multiple =
    values.multiple === undefined
      ? await probeMultiple(async (input) => (await open(1)).run(input))
      : Number(values.multiple);
  return open(multiple);
}

function foreignModel(file: string, multiple: number): ImageModel {
  const graph = basename(file);
  return imageModel.parse({
    id: 'foreign',
    kind: 'image-to-image',
    name: 'foreign',
    tasks: [taskId],
    source: { kind: 'own', files: [{ path: graph, bytes: 1, sha256: '0'.repeat(64) }] },
    graph,
    licence: '',
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    scale: Number(values.scale ?? 1),
    multiple,
    receptiveRadius: Number(values.halo),
  });
}

const started = performance.now();
const { data, info } = await sharp(values.in)
  .rotate()
  .toColourspace('srgb')
  .ensureAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });
const picture = pixelSourceOf(data, info.width, info.height);

const result = await runJob(new AbortController().signal, { meta, run }, { picture, mask: null, options }, {
  device: { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' },
  async openModel(need) {
    if (values.model !== undefined) return openForeign(values.model);
    const model = await findStarter(need);
    if (model.kind !== 'image-to-image') throw new Error(`${model.id} is not run on pictures`);
    const file = new URL(`../models/${model.graph}`, import.meta.url);
    return openImageModel(ort, model, { graph: new Uint8Array(await readFile(file)) }, 'wasm');
  },
  stage(stage, done, total) {
    if (process.stderr.isTTY) process.stderr.write(`\r${stage} ${done}/${total}   `);
  },
  ...(values.tile === undefined ? {} : { tileSize: Number(values.tile) }),
});
await writeFile(values.out, Buffer.from(await result.blob.arrayBuffer()));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${values.out}: ${result.width} × ${result.height}, ${seconds} s`);
