import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayP3Profile } from '../../../images/icc-profile';
import { decodePng } from '../../../images/png-decoder';
import { CodedError } from '../../../messages/errors';
import { type AnyPng, anyPng, channelsOf } from '../../fixtures/any-png';
import { type Bytes, joined, latin1 } from '../../fixtures/bytes';
import { hostileFiles } from '../../fixtures/hostile';
import { colorTypes, iccp, idat, ihdr, makePng, pngChunk, pngSignature, textChunk, zlib } from '../../fixtures/png';
import { size } from '../../sizes';

const { signal } = new AbortController();
const decode = (bytes: Bytes) => decodePng(signal, new Blob([bytes]));

const kinds = [
  [0, 1], [0, 2], [0, 4], [0, 8], [0, 16],
  [2, 8], [2, 16],
  [3, 1], [3, 2], [3, 4], [3, 8],
  [4, 8], [4, 16],
  [6, 8], [6, 16],
] as const;

const anyPicture: fc.Arbitrary<AnyPng> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    interlaced: fc.boolean(),
    isTransparent: fc.boolean(),
    filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 }),
    numbers: fc.infiniteStream(fc.nat(65_535)),
  })
  .map(({ kind: [colorType, depth], width, height, isTransparent, numbers, ...rest }) => {
    const next = (below: number): number => Number(numbers.next().value) % below;
    const channels = channelsOf[colorType];
    const samples = Array.from({ length: width * height * channels }, () => next(2 ** depth));
    const pixel = next(width * height) * channels;
    return {
      ...rest,
      width,
      height,
      colorType,
      depth,
      samples,
      ...(colorType === 3 ? { palette: Array.from({ length: 3 * 2 ** depth }, () => next(256)) } : {}),
      // A colour that is there; for a palette, alpha of some of it.
      ...(isTransparent && colorType === 3 ? { transparency: Array.from({ length: 1 + next(2 ** depth) }, () => next(256)) } : {}),
      ...(isTransparent && (colorType === 0 || colorType === 2) ? { transparency: samples.slice(pixel, pixel + channels) } : {}),
    };
  });

/** RGBA of a picture, from its samples. */
function expected({ width, height, colorType, depth, samples, palette = [], transparency }: AnyPng): number[] {
  const channels = channelsOf[colorType];
  return Array.from({ length: width * height }, (_, i) => {
    const pixel = samples.slice(i * channels, (i + 1) * channels);
    const scaled = pixel.map((value) => Math.round((value * 255) / (2 ** depth - 1)));
    const [a = 0, b = 0, c = 0, d = 0] = scaled;
    const opacity = transparency && pixel.every((value, k) => value === transparency[k]) ? 0 : 255;
    const [index = 0] = pixel;
    switch (colorType) {
      case 0:
        return [a, a, a, opacity];
      case 2:
        return [a, b, c, opacity];
      case 3:
        return [...palette.slice(3 * index, 3 * index + 3), transparency?.[index] ?? 255];
      case 4:
        return [a, a, a, b];
      case 6:
        return [a, b, c, d];
    }
  }).flat();
}

describe('decodePng', () => {
  it('gives the values of every kind of pixels, filter and order', async () => {
    await fc.assert(
      fc.asyncProperty(anyPicture, async (picture) => {
        const { pixels, header } = await decode(anyPng(picture));
        expect([header.width, header.height, header.format.depth]).toEqual([picture.width, picture.height, picture.depth]);
        expect([...pixels]).toEqual(expected(picture));
      }),
      { numRuns: Math.max(1000, size('fuzzRuns')) },
    );
  });

  it('gives what another decoder gives', async () => {
    await fc.assert(
      fc.asyncProperty(anyPicture, async (picture) => {
        // That one cuts 16 bits off instead of rounding.
        fc.pre(picture.depth !== 16);
        const png = anyPng(picture);
        const other = await sharp(png).ensureAlpha().toColourspace('srgb').raw().toBuffer();
        expect(Buffer.from((await decode(png)).pixels).equals(other)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('takes pixels in any number of pieces, and anything between and behind them', async () => {
    const rows = Uint8Array.from({ length: 40 * 31 }, (_, i) => (i * i) % 251);
    for (let y = 0; y < 40; y++) rows[y * 31] = y % 5;
    const packed = zlib(rows);
    const whole = joined(pngSignature, ihdr(10, 40), pngChunk('IDAT', packed), pngChunk('IEND'));
    const pieces = [...packed].map((byte) => pngChunk('IDAT', [byte]));
    const scattered = joined(
      pngSignature,
      ihdr(10, 40),
      pngChunk('IDAT'),
      ...pieces.flatMap((piece, i) => (i % 7 === 0 ? [piece, textChunk('a', 'b')] : [piece])),
      pngChunk('IDAT', [1, 2, 3]),
      pngChunk('IEND'),
      'more',
    );
    expect((await decode(scattered)).pixels).toEqual((await decode(whole)).pixels);
  });

  it('takes only the very colour for the transparent one, by the bits that samples have', async () => {
    const picture = { height: 1, interlaced: false, filters: [0] } as const;
    const alphas = async (png: AnyPng) => [...(await decode(anyPng(png))).pixels].filter((_, i) => i % 4 === 3);
    const samples = [1, 2, 3, 9, 2, 3, 1, 9, 3, 1, 2, 9];
    const rgb = { ...picture, width: 4, colorType: 2, samples } as const;
    expect(await alphas({ ...rgb, depth: 8, transparency: [1, 2, 3] })).toEqual([0, 255, 255, 255]);
    expect(await alphas({ ...rgb, depth: 16, transparency: [1, 2, 3] })).toEqual([0, 255, 255, 255]);
    // Bits that samples do not have are to be ignored (§11.3.1.1).
    expect(await alphas({ ...rgb, depth: 8, transparency: [0x101, 2, 0xff03] })).toEqual([0, 255, 255, 255]);
    const grey = { ...picture, width: 3, colorType: 0, depth: 2, samples: [1, 2, 3] } as const;
    expect(await alphas({ ...grey, transparency: [0x1002] })).toEqual([255, 0, 255]);
  });

  it('shows what has no entry in the palette as black', async () => {
    const png = anyPng({ width: 2, height: 1, colorType: 3, depth: 8, interlaced: false, filters: [0], samples: [0, 7], palette: [1, 2, 3] });
    expect([...(await decode(png)).pixels]).toEqual([1, 2, 3, 255, 0, 0, 0, 255]);
  });

  it('needs no end where all pixels are there, and inflates no more than they are', async () => {
    const whole = makePng(new Uint8Array(30).fill(9), 10, 3);
    for (const length of [whole.length - 12, whole.length - 1]) {
      expect((await decode(whole.slice(0, length))).pixels.subarray(0, 4)).toEqual(Uint8ClampedArray.of(9, 9, 9, 255));
    }
    const start = performance.now();
    const bomb = pngChunk('IDAT', zlib(new Uint8Array(128 * 2 ** 20)));
    const making = performance.now() - start;
    const { pixels } = await decode(joined(pngSignature, ihdr(1, 1), bomb, 'cut'));
    expect([...pixels]).toEqual([0, 0, 0, 255]);
    expect(performance.now() - start - making).toBeLessThan(making);
  });

  it('ends in a code and soon, whatever the bytes are', async () => {
    const outcome = async (bytes: Bytes): Promise<string> => {
      try {
        await decode(bytes);
        return 'decoded';
      } catch (error) {
        if (error instanceof CodedError) return error.code;
        throw error;
      }
    };
    const fine = ['decoded', 'picture-damaged', 'picture-too-large'];
    await fc.assert(
      fc.asyncProperty(
        anyPicture,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (picture, changes, length) => {
          const bytes = anyPng({ ...picture, before: [iccp(displayP3Profile())] });
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          // A size that a change makes larger than this is allocated and no more: there is nothing to it.
          fc.pre(new DataView(bytes.buffer).getUint16(16) === 0 && new DataView(bytes.buffer).getUint16(20) === 0);
          expect(fine).toContain(await outcome(bytes));
          expect(fine).toContain(await outcome(bytes.slice(0, Math.floor(length * bytes.length))));
        },
      ),
      { numRuns: size('fuzzRuns') },
    );
  });

  it('refuses what is refused when pictures are opened, and decodes or refuses the rest', async () => {
    for (const { name, bytes, refused, mayOpen } of await hostileFiles()) {
      if (!name.endsWith('.png') || bytes.length < 8 || bytes[1] !== 0x50) continue;
      // A checksum is the browser's to look at.
      if (name === 'bad-header-checksum.png') continue;
      const start = performance.now();
      const code = await decode(bytes).then(() => 'decoded', (error: unknown) => (error instanceof CodedError ? error.code : error));
      expect([...refused, ...(mayOpen ? ['decoded'] : [])], name).toContain(code);
      expect(performance.now() - start, name).toBeLessThan(5000);
    }
  });

  it('stops where a stream ends that says nothing more', async () => {
    // The pixels of one row, and then megabytes behind the end of the stream.
    const packed = joined(zlib(new Uint8Array(31)), new Uint8Array(8 * 2 ** 20));
    const start = performance.now();
    await expect(decode(joined(pngSignature, ihdr(10, 2), pngChunk('IDAT', packed), pngChunk('IEND')))).rejects.toMatchObject({ code: 'picture-damaged' });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('refuses pixels without header or palette, and no more than one opens', async () => {
    const pixels = idat(new Uint8Array(30), 10, 3);
    const damaged = { code: 'picture-damaged' };
    await expect(decode(joined(pngSignature, pixels, pngChunk('IEND')))).rejects.toMatchObject(damaged);
    await expect(decode(joined(pngSignature, ihdr(10, 1, colorTypes.palette), pixels, pngChunk('IEND')))).rejects.toMatchObject(damaged);
    await expect(decode(joined(pngSignature, ihdr(10_001, 10_000), pixels, pngChunk('IEND')))).rejects.toMatchObject({ code: 'picture-too-large' });
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort(new CodedError('cancelled'));
    const png = makePng(new Uint8Array(30), 10, 3);
    await expect(decodePng(controller.signal, new Blob([png]))).rejects.toMatchObject({ code: 'cancelled' });
    // In the middle, too, with whatever reason there is.
    // Noise: more than is read at once.
    const large = makePng(Uint8Array.from(randomBytes(3000 * 3000)), 1000, 3);
    const reason = new Error('enough');
    const later = new AbortController();
    setTimeout(() => later.abort(reason), 1);
    const outcome = await decodePng(later.signal, new Blob([large])).then(() => 'decoded', (error: unknown) => error);
    expect(outcome).toBe(reason);
  });
});

describe('what a PNG says of its colours', () => {
  const pixels = new Uint8Array(30);
  const colorsOf = async (...before: Uint8Array[]) => (await decode(makePng(pixels, 10, 3, before))).header;

  it('comes as it is in the file', async () => {
    const profile = displayP3Profile();
    const header = await colorsOf(
      pngChunk('cICP', [12, 13, 0, 1]),
      iccp(profile),
      pngChunk('gAMA', [0, 0, 177, 143]),
      textChunk('Comment', 'no colour'),
      pngChunk('cHRM', Array.from({ length: 32 }, (_, i) => i)),
    );
    expect(header.icc).toEqual(profile);
    expect(header.colors.map(({ type }) => type)).toEqual(['cICP', 'iCCP', 'gAMA', 'cHRM']);
    expect(header.colors[2]?.data).toEqual(Uint8Array.of(0, 0, 177, 143));
  });

  it('leaves out profiles that are damaged, not for RGB, or bombs', async () => {
    const grey = displayP3Profile();
    grey.set(latin1('GRAY'), 16);
    const bomb = new Uint8Array(64 * 2 ** 20);
    bomb.set(displayP3Profile());
    const cut = iccp(displayP3Profile());
    for (const chunk of [iccp(grey), iccp(bomb), pngChunk('iCCP', cut.slice(8, 60)), pngChunk('iCCP', [1, 2, 3])]) {
      const { icc, colors } = await colorsOf(chunk);
      expect([icc, colors]).toEqual([undefined, []]);
    }
  });
});
