import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import type { Checkpoint } from '../models/diffusion/generate';
import { parsePythonJson } from '../models/diffusion/python-json';
import { conformanceCases } from './support/conformance-case';
import { openRecordedCheckpoint, runCase } from './support/run-case';

/**
 * Runs what diffusers recorded anew, with the product's own modules on onnxruntime's WebAssembly backend, and
 * compares the latents after every step.
 *
 *     npm run conformance -- DIR
 *     npm run conformance -- DIR --unet unet_f16io
 *
 * DIR holds `cases.json` and the checkpoints it names. With `--unet` another export of the denoiser is run, with
 * inputs and outputs of 16 bits: only in the cases that such numbers do not lead astray, Euler's without guidance,
 * and where there is such a folder. Exits with 1 if a case fails.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { unet: { type: 'string' } } });
const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: npm run conformance -- DIR [--unet FOLDER]');
  process.exit(2);
}

const denoiser = values.unet ?? 'unet';
/** Largest difference of a latent: float32 adds up in another order; float16 has 11 bits. */
const tolerance = values.unet === undefined ? 1e-3 : 2e-2;

const parsed = conformanceCases.safeParse(parsePythonJson(await readFile(join(folder, 'cases.json'), 'utf8')));
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues) console.error(`cases.json: ${path.join('.')}: ${message}`);
  process.exit(1);
}
const cases =
  values.unet === undefined
    ? parsed.data.cases
    : parsed.data.cases.filter(
        ({ model, guidanceScale, scheduler }) =>
          guidanceScale <= 1 &&
          scheduler.class_ === 'EulerDiscreteScheduler' &&
          existsSync(join(folder, model, denoiser)),
      );
if (cases.length === 0) {
  console.error(`No case can be run with ${denoiser}.`);
  process.exit(1);
}

const checkpoints = new Map<string, Promise<Checkpoint>>();
let passed = 0;
let failed = 0;
for (const recorded of cases) {
  try {
    const checkpoint = checkpoints.get(recorded.model) ?? openRecordedCheckpoint(ort, folder, recorded.model, denoiser);
    checkpoints.set(recorded.model, checkpoint);
    const { latentsPerStep, image, schedule } = await runCase(folder, recorded, await checkpoint);
    const isRight = Math.max(...latentsPerStep) <= tolerance && schedule <= 1e-3;
    if (isRight) passed += 1;
    else failed += 1;
    const steps = latentsPerStep.map((difference) => difference.toExponential(1)).join(' ');
    console.log(`${isRight ? 'ok  ' : 'FAIL'} ${recorded.id}: latents ${steps}, image ${image.toExponential(1)}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${recorded.id}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
