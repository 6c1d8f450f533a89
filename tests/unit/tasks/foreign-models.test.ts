import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as ort from 'onnxruntime-web';
import { toPlanes } from '../../../images/planes';

/**
 * Networks that others trained, through the command-line tool: the enlarge and repair code is no
 * special case of the weights that ship.
 */

const shared = '../shared';
const manifest = z
  .object({
    files: z.array(
      z.object({
        file: z.string(),
        smoke: z
          .object({
            outputs: z.array(
              z.object({
                shape: z.array(z.number()),
                mean: z.number(),
                samples: z.record(z.string(), z.number()),
              }),
            ),
          })
          .optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(shared, 'data-manifest.json'), 'utf8')));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imaginex-tool-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function crop(left: number, top: number, width: number, height: number): Promise<string> {
  const path = join(folder, `crop-${left}-${top}-${width}-${height}.png`);
  await sharp(join(shared, 'images/astronaut_512.png')).extract({ left, top, width, height }).toFile(path);
  return path;
}

async function tool(...args: string[]): Promise<{ data: Buffer; width: number; height: number }> {
  const out = join(folder, `${crypto.randomUUID()}.png`);
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/tool.ts', ...args, '--out', out], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { data, info } = await sharp(out).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const networks = [
  { task: 'enlarge', file: 'weights/sr_waifu2x_upconv7_photo_x2.onnx', scale: 2, multiple: 1 },
  { task: 'enlarge', file: 'weights/sr_waifu2x_cunet_x2.onnx', scale: 2, multiple: 2 },
  { task: 'repair', file: 'weights/denoise_waifu2x_cunet_noise1_x1.onnx', scale: 1, multiple: 4 },
];

function argumentsFor(task: string, file: string, input: string): string[] {
  return [task, ...(task === 'enlarge' ? ['--scale', '2'] : []), '--model', join(shared, file), '--in', input];
}

test.each(networks)('$file reproduces the recorded output', async ({ task, file, scale }) => {
  const recorded = manifest.files.find((entry) => entry.file === file)?.smoke?.outputs[0];
  if (!recorded) throw new Error(`nothing is recorded for ${file}`);
  const { data, width, height } = await tool(...argumentsFor(task, file, await crop(60, 0, 128, 128)));
  expect([1, 3, height, width]).toEqual(recorded.shape);
  expect(width).toBe(128 * scale);
  const plane = width * height;
  for (const [index, value] of Object.entries(recorded.samples)) {
    const channel = Math.floor(Number(index) / plane);
    const at = Number(index) % plane;
    // The tool writes 8 bits: half a step of rounding, and the recorded values are not clipped.
    const expected = Math.min(1, Math.max(0, value)) * 255;
    expect(Math.abs((data[at * 3 + channel] ?? -1) - expected)).toBeLessThanOrEqual(0.52);
  }
});

test.each(networks)('$file: odd sizes give what the network itself gives', async ({ task, file, scale, multiple }) => {
  const [width, height] = [87, 61];
  const input = await crop(200, 40, width, height);
  const output = await tool(...argumentsFor(task, file, input));
  expect([output.width, output.height]).toEqual([width * scale, height * scale]);
  const session = await ort.InferenceSession.create(readFileSync(join(shared, file)));
  // What the network cannot take as it is, is filled up by repeating the edge.
  const [fullWidth, fullHeight] = [width, height].map((side) => Math.ceil(side / multiple) * multiple);
  if (fullWidth === undefined || fullHeight === undefined) throw new Error('no size');
  const pixels = await sharp(input)
    .ensureAlpha()
    .extend({ right: fullWidth - width, bottom: fullHeight - height, extendWith: 'copy' })
    .raw()
    .toBuffer();
  const planes = toPlanes(new Uint8ClampedArray(pixels), fullWidth, fullHeight);
  const feed = new ort.Tensor('float32', planes, [1, 3, fullHeight, fullWidth]);
  const { output: bare } = await session.run({ input: feed });
  if (!(bare?.data instanceof Float32Array)) throw new Error('no output');
  const plane = fullWidth * fullHeight * scale * scale;
  let largest = 0;
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = bare.data[channel * plane + y * fullWidth * scale + x] ?? NaN;
        const expected = Math.min(1, Math.max(0, value)) * 255;
        const got = output.data[(y * output.width + x) * 3 + channel] ?? NaN;
        largest = Math.max(largest, Math.abs(got - expected));
      }
    }
  }
  expect(largest).toBeLessThanOrEqual(0.52);
});

test('the starter is used without --model, and a wrong option is refused', async () => {
  const input = await crop(200, 40, 33, 21);
  const output = await tool('enlarge', '--scale', '4', '--in', input);
  expect([output.width, output.height]).toEqual([132, 84]);
  await expect(tool('enlarge', '--scale', '3', '--in', input)).rejects.toThrow();
});
