import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resizeBicubic } from '../../tests/support/bicubic';
import { cropToMultiple, decodeRgb } from '../../tests/support/pictures';
import type { Raster } from '../../tests/support/psnr';

const root = join(import.meta.dirname, '../..');

/** The first that is there: a larger photo of the reference material, then the one kept here. */
const photos = ['../shared/images/astronaut_512.png', 'tests/fixtures/chelsea.png'];

export interface DemoPhoto {
  /** The photo as it was taken. */
  truth: Raster;
  /** What the page shows: half as wide and high. */
  small: Raster;
  /** `small` enlarged again by plain resizing. */
  bicubic: Raster;
}

export async function demoPhoto(): Promise<DemoPhoto> {
  const file = photos.map((path) => join(root, path)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${photos.join(' and ')} are both missing.`);
  const truth = cropToMultiple(await decodeRgb(file), 2);
  const small = resizeBicubic(truth, truth.width / 2, truth.height / 2);
  return { truth, small, bicubic: resizeBicubic(small, truth.width, truth.height) };
}
