import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blendRegion } from '../../../images/blend-region';
import { decodeExactly } from '../../../images/decode-exactly';
import { borderBounds, borderCoverage, extendPicture, pictureWithin } from '../../../images/extend';
import { featherReach } from '../../../images/feather';
import { displayP3Profile } from '../../../images/icc-profile';
import { type Mask, maskBounds } from '../../../images/mask';
import type { PixelSource } from '../../../images/pixel-source';
import { PngEncoder } from '../../../images/png-encoder';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { type Coverage, readRegion } from '../../../images/read-region';
import { grownWithin } from '../../../images/rectangle';
import { planRegion } from '../../../images/region';
import { CodedError } from '../../../messages/errors';
import { anyPng } from '../../fixtures/any-png';
import { iccp, makePng, pngChunk } from '../../fixtures/png';
import { orientedPictures } from '../../fixtures/pictures';
import { size } from '../../sizes';

const { signal } = new AbortController();
const working = { area: 512 * 512, multiple: 8, min: 256, max: 1024 };

describe('decodeExactly', () => {
  it('turns a PNG as it says, whatever part of it is read', async () => {
    const pictures = (await orientedPictures()).filter(({ format }) => format === 'png');
    expect(pictures).toHaveLength(8);
    for (const { name, bytes, width, height, quadrants } of pictures) {
      const { source } = await decodeExactly(signal, new Blob([bytes]));
      expect({ width: source.width, height: source.height }, name).toEqual({ width, height });
      const whole = source.read(0, 0, width, height);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const quadrant = quadrants[(y * 2 >= height ? 2 : 0) + (x * 2 >= width ? 1 : 0)] ?? [];
          const at = 4 * (y * width + x);
          if ([...whole.subarray(at, at + 3)].join() !== quadrant.join()) throw new Error(`${name} at ${x}, ${y}`);
        }
      }
      expect([...source.read(width - 3, 1, 2, 5).subarray(0, 3)], name).toEqual(quadrants[1]);
      expect([...source.read(1, height - 2, 7, 2).subarray(0, 3)], name).toEqual(quadrants[2]);
      expect(source.read(19, 11, 2, 2).filter((_, i) => i % 4 === 0), name).toEqual(
        Uint8ClampedArray.from(quadrants, ([red]) => red),
      );
    }
  });

  it('leaves 8 of 16 bits', async () => {
    const picture = { width: 1, height: 1, colorType: 2, interlaced: false, filters: [0] } as const;
    const deep = await decodeExactly(signal, new Blob([anyPng({ ...picture, depth: 16, samples: [128, 129, 65_535] })]));
    expect([...deep.source.read(0, 0, 1, 1)]).toEqual([0, 1, 255, 255]);
    const plain = await decodeExactly(signal, new Blob([anyPng({ ...picture, depth: 8, samples: [1, 2, 3] })]));
    expect([plain.source.colorSpace, plain.source.mayHaveAlpha]).toEqual(['srgb', false]);
    expect(plain.colors).toEqual([]);
  });

  it('takes a wide profile for the closest colour space', async () => {
    const png = makePng(new Uint8Array(12), 4, 3, [iccp(displayP3Profile())]);
    expect((await decodeExactly(signal, new Blob([png]))).source.colorSpace).toBe('display-p3');
  });

  it('refuses in a code, and what was cancelled before', async () => {
    await expect(decodeExactly(signal, new Blob([anyPng({ width: 40_000, height: 1, colorType: 0, depth: 1, interlaced: false, samples: [], filters: [0] })]))).rejects.toMatchObject({ code: 'picture-too-large' });
    await expect(decodeExactly(AbortSignal.abort(new CodedError('cancelled')), new Blob())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

async function encoded(source: PixelSource, colors: Awaited<ReturnType<typeof decodeExactly>>['colors']): Promise<Buffer> {
  const { width, height, colorSpace, mayHaveAlpha } = source;
  const encoder = new PngEncoder({ width, height, alpha: mayHaveAlpha, colorSpace, colors });
  const rows = 256;
  for (let y = 0; y < height; y += rows) await encoder.write(source.read(0, y, width, Math.min(rows, height - y)));
  return Buffer.from(await (await encoder.finish()).arrayBuffer());
}

/** As another decoder reads it, without turning anything into other colours. */
async function samplesOf(png: Uint8Array): Promise<{ data: Buffer; icc: Buffer | undefined }> {
  const { icc } = await sharp(png).metadata();
  const data = await sharp(png, { ignoreIcc: true, limitInputPixels: false }).ensureAlpha().raw().toBuffer();
  return { data, icc };
}

describe('a picture of which a part is made anew', () => {
  const height = Math.round(Math.sqrt((size('exactMegapixels') * 1e6) / 1.5));
  const width = Math.round(1.5 * height);

  /** With colours under alpha 0, a profile, and every value. */
  async function original(): Promise<{ bytes: Uint8Array<ArrayBuffer>; data: Buffer }> {
    const data = Buffer.alloc(width * height * 4);
    let state = 1;
    for (let i = 0; i < data.length; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const isTransparent = Math.floor(i / 4 / 50) % 3 === 0;
      data[i] = i % 4 === 3 && isTransparent ? 0 : (i >> 12) + (state >>> 28);
    }
    const png = await sharp(data, { raw: { width, height, channels: 4 } }).png({ compressionLevel: 1 }).toBuffer();
    const profile = iccp(displayP3Profile());
    const gamma = pngChunk('gAMA', [0, 0, 177, 143]);
    // Behind the header; sharp would have converted to a profile of its own.
    return { bytes: Uint8Array.from(Buffer.concat([png.subarray(0, 33), profile, gamma, png.subarray(33)])), data };
  }

  it('has the very samples outside of the mask, and the profile', async () => {
    const { bytes, data } = await original();
    const { source, colors } = await decodeExactly(signal, new Blob([bytes]));
    const mask: Mask = {
      inverted: false,
      feather: 6,
      shapes: [
        { kind: 'stroke', erase: false, radius: height / 20, points: [width / 2, height / 3, width / 1.5, height / 2] },
        { kind: 'rectangle', erase: true, x: width / 1.8, y: 0, width: 20, height },
      ],
    };
    const coverage: Coverage = (area) => rasteriseMask(mask, source, area);
    const bounds = maskBounds(mask, source);
    if (!bounds) throw new Error('the mask covers nothing');
    const plan = planRegion(grownWithin(bounds, featherReach(mask.feather), source), source, working);
    const planes = readRegion(source, plan).map((value) => 1 - value);
    const saved = await samplesOf(await encoded(blendRegion(source, plan, coverage, planes), colors));

    expect(colors.map(({ type }) => type)).toEqual(['iCCP', 'gAMA']);
    expect(saved.icc?.equals(Buffer.from(displayP3Profile()))).toBe(true);
    const covered = coverage({ x: 0, y: 0, width, height });
    let [changed, painted] = [0, 0];
    for (let i = 0; i < covered.length; i++) {
      const isSame = saved.data.readUInt32LE(4 * i) === data.readUInt32LE(4 * i);
      if (covered[i] === 0 && !isSame) changed++;
      if (covered[i] === 255 && saved.data[4 * i + 3] === 255) painted++;
    }
    expect(changed).toBe(0);
    expect(painted).toBe(covered.filter((value) => value === 255).length);
    expect(painted).toBeGreaterThan(1000);
    source.close();
  }, 300_000);

  it('has the very samples inside of the border that it is extended by', async () => {
    const { bytes, data } = await original();
    const { source, colors } = await decodeExactly(signal, new Blob([bytes]));
    const border = { left: 40, top: 8, right: 0, bottom: 24 };
    const extended = extendPicture(source, border);
    const bounds = borderBounds(source, border);
    if (!bounds) throw new Error('no border');
    const plan = planRegion(bounds, extended, working);
    const result = blendRegion(extended, plan, borderCoverage(source, border), readRegion(extended, plan));
    const saved = await samplesOf(await encoded(result, colors));
    expect(saved.icc?.equals(Buffer.from(displayP3Profile()))).toBe(true);
    const inside = pictureWithin(source, border);
    let changed = 0;
    for (let y = 0; y < height; y++) {
      const from = 4 * ((inside.y + y) * extended.width + inside.x);
      const line = saved.data.subarray(from, from + 4 * width);
      if (!line.equals(data.subarray(4 * y * width, 4 * (y + 1) * width))) changed++;
    }
    expect(changed).toBe(0);
    source.close();
  }, 300_000);
});
