import type { ImageTensor } from '../runtime/session';

/** Most, of white, that is rounding. In WebAssembly equal input gives equal output, on a GPU not quite. */
const rounding = 1e-5;
/** Radii are given in steps, upwards: what little a measurement on one picture missed lies within. */
const step = 8;
/** A difference that stays beyond this depth is one of the picture as a whole. */
const deepest = 96;
/** Halo for networks that hang on the whole picture, as those do that average over it. */
const globalRadius = 32;

/**
 * How many input pixels away a pixel can influence another: how deep into the rest of a picture it shows
 * that its left was taken away, which is what a tile's edge does.
 *
 * A network that sees the whole picture, through an average or by attention, shows it everywhere. No halo
 * mends that; then the radius is the depth at which the difference has come down to what it is throughout,
 * and at least 32, so that edges, which are what the eye finds, are right.
 *
 * @param whole result of the picture.
 * @param part result of its right part.
 */
export function reach(whole: ImageTensor, part: ImageTensor, scale: number, white: number): number {
  const depths = differences(whole, part, scale).map((difference) => difference / white);
  const floor = Math.max(...depths.slice(deepest));
  const isLocal = floor <= rounding;
  const radius = depths.findLastIndex((difference) => difference > floor * (isLocal ? 4 : 1.25)) + 1;
  const upwards = Math.ceil(radius / step) * step;
  return isLocal ? upwards : Math.min(deepest, Math.max(globalRadius, upwards));
}

/** Largest difference in each input column of `part`, in the network's own numbers. */
function differences(whole: ImageTensor, part: ImageTensor, scale: number): number[] {
  const columns = part.width / scale;
  const depths = new Array<number>(columns).fill(0);
  for (let row = 0; row < 3 * part.height; row++) {
    const inPart = row * part.width;
    const inWhole = (row + 1) * whole.width - part.width;
    for (let x = 0; x < part.width; x++) {
      const column = Math.floor(x / scale);
      const difference = Math.abs((whole.data[inWhole + x] ?? 0) - (part.data[inPart + x] ?? 0));
      if (difference > (depths[column] ?? 0)) depths[column] = difference;
    }
  }
  return depths;
}

/** Mean absolute difference between a picture and its result, averaged down to the picture's size. */
export function meanChange(picture: ImageTensor, result: ImageTensor, scale: number): number {
  const { width, height } = picture;
  let sum = 0;
  for (let row = 0; row < 3 * height; row++) {
    for (let x = 0; x < width; x++) {
      let block = 0;
      for (let y = 0; y < scale; y++) {
        const from = (row * scale + y) * result.width + x * scale;
        for (let i = 0; i < scale; i++) block += result.data[from + i] ?? 0;
      }
      sum += Math.abs(block / (scale * scale) - (picture.data[row * width + x] ?? 0));
    }
  }
  return sum / (3 * width * height);
}
