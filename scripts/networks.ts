import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { pixelsOf, toPlanes } from '../images/planes';
import { psnr } from '../tests/support/psnr';
import { sharedFile } from '../tests/support/shared';
import { digitSide, openGraph, roundTrip, sampleDigit } from './support/networks';

/**
 * Runs real trained networks of the reference material with the product's own diffusion modules, to look at.
 *
 *     npm run networks -- digits digits.png --seed 1
 *     npm run networks -- round-trip photo.png back.png
 *
 * `digits` samples 0 to 9, three of each; `round-trip` takes a picture through TAEF2 and says how near it came back.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string', default: '1' } } });
const [what, first, second] = positionals;

if (what === 'digits' && first !== undefined) await drawDigits(first, Number(values.seed));
else if (what === 'round-trip' && first !== undefined && second !== undefined) await takeThrough(first, second);
else {
  console.error('usage: npm run networks -- digits OUT.png [--seed N] | round-trip IN OUT.png');
  process.exit(2);
}

async function drawDigits(out: string, seed: number): Promise<void> {
  const network = await openGraph(ort, sharedFile('weights/diffusion_mnist_dit_classcond.onnx'));
  const rows = 3;
  const sheet = new Uint8Array(rows * 10 * digitSide * digitSide);
  for (let row = 0; row < rows; row++) {
    for (let digit = 0; digit < 10; digit++) {
      const values = await sampleDigit(network, digit, seed + row);
      values.forEach((value, index) => {
        const x = digit * digitSide + (index % digitSide);
        const y = row * digitSide + Math.floor(index / digitSide);
        sheet[y * 10 * digitSide + x] = Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
      });
    }
  }
  await sharp(sheet, { raw: { width: 10 * digitSide, height: rows * digitSide, channels: 1 } }).png().toFile(out);
  console.log(`${out}: ${rows} of each digit`);
}

async function takeThrough(file: string, out: string): Promise<void> {
  const encoder = await openGraph(ort, sharedFile('weights/vae_taef2_encoder.onnx'));
  const decoder = await openGraph(ort, sharedFile('weights/vae_taef2_decoder.onnx'));
  const metadata = await sharp(file).metadata();
  const width = metadata.width - (metadata.width % 8);
  const height = metadata.height - (metadata.height % 8);
  const rgba = await sharp(file).extract({ left: 0, top: 0, width, height }).ensureAlpha().raw().toBuffer();
  const before = new Uint8ClampedArray(rgba);
  const after = pixelsOf(await roundTrip(encoder, decoder, { data: toPlanes(before, width, height), width, height }));
  await sharp(after, { raw: { width, height, channels: 4 } }).png().toFile(out);
  const raster = (data: Uint8ClampedArray) => ({ width, height, channels: 3, data: data.filter((_, index) => index % 4 !== 3) });
  console.log(`${out}: ${psnr(raster(before), raster(after)).toFixed(1)} dB`);
}
