import sharp from 'sharp';
import type { Raster } from './psnr';

/** Decodes any picture that sharp reads, as shown on sRGB screens, to RGB without alpha. */
export async function decodeRgb(file: string | Uint8Array): Promise<Raster> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

export async function encodePng(picture: Raster): Promise<Uint8Array> {
  const { width, height, channels, data } = picture;
  if (channels !== 1 && channels !== 3 && channels !== 4) throw new Error(`${channels} channels`);
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

/** Cuts `picture` down to a size that `factor` divides, so that it scales down and up without remainder. */
export function cropToMultiple(picture: Raster, factor: number): Raster {
  const width = picture.width - (picture.width % factor);
  const height = picture.height - (picture.height % factor);
  const { channels } = picture;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = y * picture.width * channels;
    data.set(picture.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, data };
}

/** Format of a picture file as its bytes say. */
export async function fileFormat(file: string | Uint8Array): Promise<string> {
  return (await sharp(file).metadata()).format;
}
