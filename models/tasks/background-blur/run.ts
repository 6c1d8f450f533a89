import { byteOfLinear, linearOfByte, toLinear } from '../../../images/linear-light';
import { readRegion } from '../../../images/read-region';
import { wholeOf } from '../../../images/rectangle';
import { StretchedRows } from '../../../images/stretched-rows';
import { changeInBands } from '../change-in-bands';
import type { RunTask } from '../task';
import { defocus } from './defocus';
import { discRadius, type Lens } from './lens';
import { meta, options as schema } from './meta';
import { Nearness, readNearness } from './nearness';

/** Longer side at which it is blurred: what is blurred has no finer detail. */
const longest = 1024;
/** Radius of the largest disc there is, as a share of the picture's longer side. */
const largest = 0.025;
/** Of the time that it takes, roughly: until the network is done, and until all is blurred. */
const [networkShare, blurShare] = [0.4, 0.8];

export const run: RunTask = async (signal, options, context) => {
  const { strength, focus, distance, range, pointX, pointY } = schema.parse(options);
  const { picture } = context;
  const network = await context.openNetwork(meta.need(options), 'depth');
  context.progress(0, 1);
  await context.pause();
  const nearness = await Nearness.of(picture, network);
  signal.throwIfAborted();
  const lens: Lens = {
    focus: focus === 'point' ? nearness.at(pointX / 100, pointY / 100) : 1 - distance / 100,
    range: range / 100,
    largest: (strength / 100) * largest,
  };
  const longer = Math.max(picture.width, picture.height);
  const scale = Math.max(1, longer / longest);
  const size = { width: Math.max(1, Math.round(picture.width / scale)), height: Math.max(1, Math.round(picture.height / scale)) };
  const planes = readRegion(picture, { window: wholeOf(picture), ...size });
  const near = nearness.overPlanes(planes, size);
  const radius = near.map((each) => discRadius(each, lens) * Math.max(size.width, size.height));
  const light = planes.map(toLinear);
  const blurred = await defocus({ ...size, light, nearness: near, radius, focus: lens.focus }, async (done) => {
    context.progress(networkShare + (blurShare - networkShare) * done, 1);
    await context.pause();
    signal.throwIfAborted();
  });
  const colours = new StretchedRows(blurred.planes, size, picture);
  const covers = new StretchedRows(blurred.cover, size, picture);
  const { width } = picture;
  const [row, cover, own] = [new Float32Array(4 * width), new Float32Array(width), new Float32Array(width)];
  const map = nearness.over(picture);
  await changeInBands(signal, context, (pixels, { y, height }) => {
    for (let line = 0; line < height; line++) {
      const part = pixels.subarray(4 * line * width, 4 * (line + 1) * width);
      readNearness(map, y + line, part, own);
      colours.read(y + line, row);
      covers.read(y + line, cover);
      for (let x = 0; x < width; x++) {
        // Discs that are smaller than a pixel of what was blurred are halfway between it and the picture.
        const disc = discRadius(own[x] ?? 0, lens) * longer;
        const share = Math.max(Math.min(1, Math.max(0, disc - 0.5) / scale), cover[x] ?? 0);
        if (share > 0) lay(part, 4 * x, row, x, width, share);
      }
    }
  }, blurShare);
};

/** Lays what is blurred over a pixel, in linear light. */
function lay(pixels: Uint8ClampedArray, at: number, row: Float32Array, x: number, width: number, share: number): void {
  const part = row[3 * width + x] ?? 1;
  for (let channel = 0; channel < 3; channel++) {
    const before = linearOfByte[pixels[at + channel] ?? 0] ?? 0;
    const blurred = (row[channel * width + x] ?? 0) / part;
    pixels[at + channel] = byteOfLinear(before + share * (blurred - before));
  }
}
