import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { z } from 'zod';
import { pixelSourceOf } from '../images/pixel-source';
import { findStarter } from './support/starter';
import { openImageModel } from '../models/runtime/image-model';
import { runJob } from '../models/runtime/run-job';
import { meta } from '../models/tasks/enlarge/meta';
import { run } from '../models/tasks/enlarge/run';
import { buildIfNeeded } from '../tests/support/builds';
import { launchChromium } from '../tests/support/chromium';
import { bothBrowsers } from '../tests/support/launch';
import { measureFirstPreview, measureSteps } from './support/create-speed';
import { measureDownload } from './support/download-speed';
import { measureFirstTile } from './support/first-tile';
import { measurePictures } from './support/other-runner';

/**
 * Prints figures that say what the product adds to the bare work, as ratios within one run: absolute
 * times depend on the machine and on what else it does.
 */

const width = 900;
const height = 600;

/** A picture with detail everywhere, so that encoding it costs what a photo costs. */
async function picture(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .blur(1)
    .ensureAlpha()
    .raw()
    .toBuffer();
}

async function toolOverModel(): Promise<void> {
  const input = pixelSourceOf(await picture(), width, height);
  let modelMs = 0;
  let tiles = 0;
  const model = await findStarter({ task: 'enlarge', scale: 2 });
  if (model.kind !== 'image-to-image') throw new Error(`${model.id} is not run on pictures`);
  const bytes = await readFile(`models/${model.graph}`);
  const loaded = await openImageModel(ort, model, { graph: bytes }, 'wasm');
  const timed = {
    model,
    release: () => loaded.release(),
    async run(tensor: Parameters<typeof loaded.run>[0]) {
      const started = performance.now();
      const result = await loaded.run(tensor);
      modelMs += performance.now() - started;
      tiles++;
      return result;
    },
  };
  const started = performance.now();
  await runJob(new AbortController().signal, { meta, run }, { picture: input, mask: null, options: { scale: '2' } }, {
    device: { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' },
    openModel: () => Promise.resolve(timed),
    stage: () => undefined,
    preview: { size: 1024, show: () => undefined },
  });
  const toolMs = performance.now() - started;
  console.log(
    `enlarge ×2 of ${width} × ${height}: tool ${toolMs.toFixed(0)} ms, ${tiles} model runs ${modelMs.toFixed(0)} ms, ratio ${(toolMs / modelMs).toFixed(3)} (target 1.10)`,
  );
}

function packageSizes(directory: string, name: string): void {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(directory, file)).isFile(),
  );
  const contents = Object.fromEntries(
    files.map((file) => [file, new Uint8Array(readFileSync(join(directory, file)))]),
  );
  const unpacked = Object.values(contents).reduce((sum, bytes) => sum + bytes.length, 0);
  const packed = zipSync(contents, { level: 9 }).length;
  console.log(`${name} package: ${(packed / 1e6).toFixed(2)} MB zipped, ${(unpacked / 1e6).toFixed(2)} MB unpacked`);
}

const files = z.array(z.string()).default([]);
const everyPage = z.object({ content_scripts: z.array(z.object({ js: files, css: files })).default([]) });

/** Only what a manifest lists comes to pages without a gesture there; the code registers nothing besides. */
function bytesOnEveryPage(directory: string): number {
  const manifest = everyPage.parse(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')));
  return manifest.content_scripts
    .flatMap(({ js, css }) => [...js, ...css])
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(directory, file))).length, 0);
}

const downloadBytes = 300e6;

async function downloads(): Promise<void> {
  for (const name of bothBrowsers) {
    const { bare, library, bareMemory, libraryMemory } = await measureDownload(name, downloadBytes);
    const [best, ours] = [Math.min(...bare), Math.min(...library)];
    const all = (times: number[]): string => times.map((time) => time.toFixed(0)).join(', ');
    console.log(
      `${name}, ${downloadBytes / 1e6} MB to verified: library ${ours.toFixed(0)} ms (${all(library)}), bare ${best.toFixed(0)} ms (${all(bare)}), speed ratio ${(best / ours).toFixed(2)} (goal 0.60); memory grew by ${(libraryMemory / 1e6).toFixed(0)} MB (goal 64), bare by ${(bareMemory / 1e6).toFixed(0)} MB`,
    );
  }
}

async function everythingElse(): Promise<void> {
  await toolOverModel();
  const chrome = buildIfNeeded('chromium');
  const firefox = buildIfNeeded('firefox');
  packageSizes(chrome, 'Chrome');
  packageSizes(firefox, 'Firefox');
  const picker = readFileSync(join(chrome, 'picker.js'));
  console.log(
    `content script: ${(gzipSync(picker).length / 1e3).toFixed(1)} kB gzipped, ${(bytesOnEveryPage(chrome) / 1e3).toFixed(1)} kB on pages not asked for`,
  );
  const browser = await launchChromium({ extensionDir: chrome });
  try {
    const { cold, warm } = await measureFirstTile(browser, await picture(), width, height);
    console.log(
      `Chromium, from Run to the first tile shown: new worker ${cold.toFixed(0)} ms, worker kept ${warm.toFixed(0)} ms, ratio ${(cold / warm).toFixed(2)}`,
    );
  } finally {
    await browser.close();
  }
}

async function creating(): Promise<void> {
  for (const which of ['tiny', 'middle'] as const) {
    const { engine, bare } = await measureSteps(which);
    const ratio = (engine / bare).toFixed(3);
    console.log(`a step of the ${which} denoiser: engine ${engine.toFixed(1)} ms, graph alone ${bare.toFixed(1)} ms, ratio ${ratio} (goal 1.05)`);
  }
  const { ours, theirs } = await measurePictures();
  console.log(`one step of 512 × 512, from words to pixels: engine ${ours.toFixed(0)} ms, web-txt2img ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(3)}`);
  const browser = await launchChromium({ extensionDir: buildIfNeeded('chromium') });
  try {
    const { cold, warm } = await measureFirstPreview(browser);
    console.log(`Chromium, from Create to the first preview: new worker ${cold.toFixed(0)} ms, worker kept ${warm.toFixed(0)} ms`);
  } finally {
    await browser.close();
  }
}

const parts = { rest: everythingElse, create: creating, download: downloads } as const;

/** `npm run bench -- create` or `download` measures that alone. */
const only = z.enum(['create', 'download']).optional().parse(process.argv[2]);
for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) await measure();
