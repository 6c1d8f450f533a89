import { spread, type Layers } from '../../../images/layers';
import { PaintedRows } from '../../../images/painted-rows';
import type { PixelSource } from '../../../images/pixel-source';
import { coveringPart, resizedSource } from '../../../images/resized-source';
import type { Size } from '../../../images/rectangle';
import { CodedError } from '../../../messages/errors';
import type { z } from '../../../messages/zod';
import type { options } from './meta';

/** How far the strongest blur reaches, as a share of the longer side. */
const largestReach = 0.1;

/** Boxes after one another: three come close to a Gaussian. */
const boxes = 3;

interface Ground {
  picture: PixelSource;
  /** Another one, where the person chose one. */
  other: PixelSource | undefined;
  layers: Layers;
}

/**
 * What is put behind what is kept, of the picture's size, read in bands; nothing where that stays transparent.
 *
 * @throws CodedError `options-invalid` where another picture is to be behind it and there is none
 */
export function backgroundOf(values: z.infer<typeof options>, { picture, other, layers }: Ground): PixelSource | undefined {
  switch (values.background) {
    case 'transparent':
      return undefined;
    case 'color':
      return plain(picture, values.color);
    case 'blur':
      return blurred(picture, layers, values.blur / 100);
    case 'picture':
      if (!other) throw new CodedError('options-invalid', 'no picture to put behind');
      return resizedSource(other, coveringPart(other, picture), picture);
  }
}

/** @param color `#rrggbb` */
function plain({ width, height, colorSpace }: PixelSource, color: string): PixelSource {
  const value = Number.parseInt(color.slice(1), 16);
  const pixel = [value >> 16, (value >> 8) & 255, value & 255, 255];
  return {
    width,
    height,
    colorSpace,
    mayHaveAlpha: false,
    read(_x, _y, w, h) {
      const out = new Uint8ClampedArray(4 * w * h);
      for (let at = 0; at < out.length; at += 4) out.set(pixel, at);
      return out;
    },
    close: () => undefined,
  };
}

/**
 * The background alone, blurred: nothing of what is kept runs into it as a rim. It is as opaque as the picture.
 *
 * @param strength 0–1
 */
function blurred(picture: PixelSource, { plan, background, seen }: Layers, strength: number): PixelSource {
  const reach = Math.max(1, Math.round((strength * largestReach * Math.max(plan.width, plan.height)) / boxes));
  let planes = background;
  for (let box = 0; box < boxes; box++) {
    planes = spread(planes, seen, plan.width, reach, planes);
  }
  return {
    ...sizeOf(picture),
    colorSpace: picture.colorSpace,
    mayHaveAlpha: picture.mayHaveAlpha,
    read(x, y, w, h) {
      const area = { x, y, width: w, height: h };
      const rows = new PaintedRows(plan, planes, area);
      const out = new Uint8ClampedArray(4 * w * h).fill(255);
      const own = picture.mayHaveAlpha ? picture.read(x, y, w, h) : undefined;
      for (let row = 0; row < h; row++) {
        const painted = rows.row(y + row);
        for (let column = 0, at = 4 * row * w; column < w; column++, at += 4) {
          for (let channel = 0; channel < 3; channel++) out[at + channel] = 255 * (painted[channel * w + column] ?? 0);
          if (own) out[at + 3] = own[at + 3] ?? 0;
        }
      }
      return out;
    },
    close: () => undefined,
  };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
