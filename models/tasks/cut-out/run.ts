import { foregroundOf, separateLayers, type Layers } from '../../../images/layers';
import { PaintedRows } from '../../../images/painted-rows';
import type { PixelSource } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import type { Rectangle } from '../../../images/tiles';
import { CodedError } from '../../../messages/errors';
import type { RunTask } from '../task';
import { backgroundOf } from './background';
import { options as schema } from './meta';

/** Pixels that are written at once. */
const pixelsAtOnce = 2 ** 20;

export const run: RunTask = async (signal, options, context) => {
  const { picture, other, mask } = context;
  const values = schema.parse(options);
  if (!mask) throw new CodedError('nothing-marked');
  const { width, height } = picture;
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  const bands = Math.ceil(height / rows);
  context.progress(0, bands + 1);
  const layers = separateLayers(picture, (area) => rasteriseMask(mask, picture, area));
  const background = backgroundOf(values, { picture, other, layers });
  const sink = context.createSink({ width, height }, { alpha: background?.mayHaveAlpha ?? true });
  for (let band = 0; band < bands; band++) {
    context.progress(band + 1, bands + 1);
    await context.pause();
    signal.throwIfAborted();
    const y = band * rows;
    const area = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(area.x, area.y, area.width, area.height);
    cutOut(pixels, rasteriseMask(mask, picture, area), area, layers);
    if (background) putBehind(pixels, background, area);
    await sink.write(pixels);
  }
};

/** Leaves of each pixel as much as is covered, in its own colour: without what showed through of the old background. */
function cutOut(pixels: Uint8ClampedArray, coverage: Uint8ClampedArray, area: Rectangle, { plan, foreground, background }: Layers): void {
  const { width } = area;
  const [front, back] = [new PaintedRows(plan, foreground, area), new PaintedRows(plan, background, area)];
  for (let row = 0; row < area.height; row++) {
    const covered = coverage.subarray(row * width, (row + 1) * width);
    if (covered.every((value) => value === 255)) continue;
    const isSoft = covered.some((value) => value > 0 && value < 255);
    const ahead = isSoft ? front.row(area.y + row) : undefined;
    const behind = isSoft ? back.row(area.y + row) : undefined;
    for (let x = 0, at = 4 * row * width; x < width; x++, at += 4) {
      const cover = covered[x] ?? 0;
      if (cover === 255) continue;
      for (let channel = 0; channel < 3; channel++) {
        const i = channel * width + x;
        const colour = (pixels[at + channel] ?? 0) / 255;
        pixels[at + channel] = cover === 0 ? 0 : 255 * foregroundOf(colour, cover / 255, ahead?.[i] ?? 0, behind?.[i] ?? 0);
      }
      pixels[at + 3] = ((pixels[at + 3] ?? 0) * cover) / 255;
    }
  }
}

/** Porter and Duff's `over`, with straight alpha: what is opaque keeps its bytes. */
function putBehind(pixels: Uint8ClampedArray, background: PixelSource, { x, y, width, height }: Rectangle): void {
  const behind = background.read(x, y, width, height);
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3] ?? 0;
    if (alpha === 255) continue;
    const shown = ((255 - alpha) * (behind[at + 3] ?? 0)) / 255;
    const sum = alpha + shown;
    for (let channel = 0; channel < 3 && sum > 0; channel++) {
      pixels[at + channel] = (alpha * (pixels[at + channel] ?? 0) + shown * (behind[at + channel] ?? 0)) / sum;
    }
    pixels[at + 3] = sum;
  }
}
