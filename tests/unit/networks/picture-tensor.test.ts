import { expect, test } from 'vitest';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import type { FixedInput, PictureInput } from '../../../models/catalog/picture-input';
import { inputSize, pictureTensor } from '../../../models/networks/picture-tensor';

type Colour = readonly [number, number, number];

/** A picture of these colours, row by row. */
function picture(width: number, colours: readonly Colour[]): PixelSource {
  const pixels = Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255]));
  return pixelSourceOf(pixels, width, colours.length / width);
}

const plain = (width: number, height: number, colour: Colour) =>
  picture(width, Array.from({ length: width * height }, () => colour));

const plainValues = { layout: 'nchw', channels: 'rgb', white: 1, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 } satisfies Partial<PictureInput>;
const input = { ...plainValues, width: 2, height: 2, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } satisfies FixedInput;

const valuesOf = (source: PixelSource, how: PictureInput) => pictureTensor(source, how).data;

const near = (found: Float32Array, wanted: readonly number[]) => {
  expect(found).toHaveLength(wanted.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(wanted[index] ?? NaN, 5);
};

test('values from 0 to 255 become those from −1 to 1, plane by plane', () => {
  const four = picture(2, [[0, 51, 255], [255, 51, 0], [0, 204, 255], [255, 204, 0]]);
  near(valuesOf(four, input), [-1, 1, -1, 1, -0.6, -0.6, 0.6, 0.6, 1, -1, 1, -1]);
});

test('mean and standard deviation are those of each channel, and white may be 255', () => {
  const one = plain(2, 2, [255, 128, 0]);
  const odd = { ...input, white: 255, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } satisfies FixedInput;
  const each = [2.24891, 0.20518, -1.80444];
  near(valuesOf(one, odd), each.flatMap((value) => [value, value, value, value]));
});

test('blue comes first where a network wants it so', () => {
  const values = valuesOf(plain(2, 2, [255, 128, 0]), { ...input, channels: 'bgr' });
  expect([values[0], values[8]]).toEqual([-1, 1]);
});

test('a picture of another shape is brought to the size whole, shrunk by averaging', () => {
  const wide = picture(4, [[0, 0, 0], [255, 255, 255], [255, 255, 255], [255, 255, 255], [0, 0, 0], [255, 255, 255], [255, 255, 255], [255, 255, 255]]);
  near(valuesOf(wide, input).slice(0, 4), [0, 1, 0, 1]);
});

test('colours of a pixel lie side by side where a network wants them last', () => {
  const two = picture(2, [[0, 51, 255], [255, 51, 0]]);
  const { data, dims } = pictureTensor(two, { ...plainValues, width: 2, height: 1, layout: 'nhwc', channels: 'bgr' });
  expect(dims).toEqual([1, 1, 2, 3]);
  near(data, [1, 0.2, 0, 0, 0.2, 1]);
});

test('what is divided by after normalising is divided by last', () => {
  const sinet = { ...plainValues, width: 2, height: 1, channels: 'bgr', white: 255, mean: [102.890434, 111.25247, 126.91212], std: [62.93292, 62.82138, 66.355705], divisor: 255 } satisfies FixedInput;
  const blue = (255 - 102.890434) / 62.93292 / 255;
  const red = (0 - 126.91212) / 66.355705 / 255;
  const values = valuesOf(plain(2, 1, [0, 0, 255]), sinet);
  expect([values[0], values[4]]).toEqual([expect.closeTo(blue, 6), expect.closeTo(red, 6)]);
});

test('a free size keeps the shape, in multiples, and enlarges nothing', () => {
  const free = { ...plainValues, longest: 320, multiple: 32 };
  expect(inputSize({ width: 6000, height: 4000 }, free)).toEqual({ width: 320, height: 224 });
  expect(inputSize({ width: 100, height: 20 }, free)).toEqual({ width: 96, height: 32 });
  // About the shorter side, unless the longer one would be too long.
  const short = { ...free, longest: 1536, shortest: 512 };
  expect(inputSize({ width: 6000, height: 4000 }, short)).toEqual({ width: 768, height: 512 });
  expect(inputSize({ width: 400, height: 8000 }, short)).toEqual({ width: 64, height: 1536 });
  expect(inputSize({ width: 300, height: 200 }, short)).toEqual({ width: 288, height: 192 });
});

test('a part of a picture is seen alone', () => {
  const row = picture(4, [[255, 0, 0], [0, 0, 0], [0, 255, 0], [0, 255, 0]]);
  const { data } = pictureTensor(row, { ...plainValues, width: 2, height: 1 }, { x: 2, y: 0, width: 2, height: 1 });
  near(data, [0, 0, 1, 1, 0, 0]);
});
