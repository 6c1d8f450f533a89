import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import * as ort from 'onnxruntime-web';
import { generateImage, loadModel } from 'web-txt2img';
import { generate } from '../../models/diffusion/generate';
import { Graph } from '../../models/runtime/graph';
import { SeededNoise } from '../../models/diffusion/noise';
import { readSchedulerConfig } from '../../models/diffusion/scheduler-config';
import { openTokenizer } from '../../models/diffusion/tokenizer';
import { randomDenoiser } from '../../tests/fixtures/denoiser';
import { sharedFile } from '../../tests/support/shared';
import { median } from './median';
import { openRecordedCheckpoint } from './run-case';

/** Width of what tiny-sd's text encoder gives. */
const textWidth = 32;
/** The only size that web-txt2img makes. */
const side = 512;
const rounds = 5;

const turbo = readSchedulerConfig(
  { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', timestep_spacing: 'trailing' },
  'EulerDiscreteScheduler',
);

/** Milliseconds of the middle one of several pictures, from the words to the pixels. */
export interface PictureTimes {
  ours: number;
  theirs: number;
}

/**
 * A picture in one step as SD-Turbo makes it, by the engine and by web-txt2img: the same graphs, of SD-Turbo's inputs and
 * outputs, in the same onnxruntime on WebAssembly. SD-Turbo itself has 2.5 GB; this denoiser has 98 million random numbers
 * between the text encoder and the VAE of tiny-sd. Nothing is encoded as a file: in Node it has no canvas to do that.
 */
export async function measurePictures(): Promise<PictureTimes> {
  const denoiser = randomDenoiser({ textWidth, blocks: 5 });
  const makeTheirs = await openTheirs(denoiser);
  const makeOurs = await openOurs(denoiser);
  const [ours, theirs]: [number[], number[]] = [[], []];
  // By turns, so that what else the machine does falls on both; the first of each opens the graphs.
  for (let round = 0; round <= rounds; round++) {
    const prompt = `a lighthouse at ${round} o'clock`;
    const [our, their] = [await timed(() => makeOurs(prompt)), await timed(() => makeTheirs(prompt))];
    if (round === 0) continue;
    ours.push(our);
    theirs.push(their);
  }
  return { ours: median(ours), theirs: median(theirs) };
}

async function openOurs(denoiserBytes: Uint8Array<ArrayBuffer>): Promise<(prompt: string) => Promise<unknown>> {
  const checkpoint = await openRecordedCheckpoint(ort, sharedFile('golden'), 'tiny-sd', 'unet');
  const denoiser = await Graph.open(ort, 'denoiser', { graph: denoiserBytes }, 'wasm');
  return (prompt) =>
    generate(new AbortController().signal, { ...checkpoint, denoiser: () => Promise.resolve(denoiser) }, {
      prompt,
      width: side,
      height: side,
      steps: 1,
      guidanceScale: 1,
      scheduler: turbo,
      noise: new SeededNoise(1),
    });
}

async function openTheirs(denoiser: Uint8Array<ArrayBuffer>): Promise<(prompt: string) => Promise<unknown>> {
  const folder = sharedFile('golden/tiny-sd');
  const text = (name: string) => readFile(`${folder}/tokenizer/${name}`).then((bytes) => new Blob([bytes]));
  const tokenizer = await openTokenizer({ tokenizer: await text('tokenizer.json'), config: await text('tokenizer_config.json') });
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const bytes = path === '/unet/model.onnx' ? Promise.resolve(denoiser) : readFile(`${folder}${path}`);
    bytes.then(
      (body) => response.end(body),
      (error: unknown) => response.writeHead(404).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  standInForCanvas();
  try {
    const loaded = await loadModel('sd-turbo', {
      backendPreference: ['wasm'],
      ort,
      modelBaseUrl: `http://127.0.0.1:${addressOf(server.address()).port}`,
      tokenizerProvider: () => Promise.resolve((words) => Promise.resolve({ input_ids: [...tokenizer.tokenize(words).ids] })),
    });
    if (!loaded.ok) throw new Error(`web-txt2img: ${loaded.message ?? loaded.reason}`);
  } finally {
    server.close();
  }
  return async (prompt) => {
    const made = await generateImage({ model: 'sd-turbo', prompt, seed: 1 });
    if (!made.ok) throw new Error(`web-txt2img: ${made.message ?? made.reason}`);
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}

/** It ends by drawing to a canvas, which costs nothing here: only what comes before is compared. */
function standInForCanvas(): void {
  Reflect.set(globalThis, 'ImageData', Object);
  Reflect.set(
    globalThis,
    'OffscreenCanvas',
    class {
      getContext = () => ({ putImageData: () => undefined });
      convertToBlob = () => Promise.resolve(new Blob());
    },
  );
}

async function timed(make: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await make();
  return performance.now() - started;
}
