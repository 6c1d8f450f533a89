import { rasteriseMask } from '../../../images/rasterise-mask';
import type { Mask } from '../../../images/mask';
import type { PixelSource } from '../../../images/pixel-source';
import { intersection } from '../../../images/rectangle';
import type { Rectangle } from '../../../images/tiles';
import { CodedError } from '../../../messages/errors';
import type { RunTask } from '../task';
import { blurred, mosaicOf, pixelated, solid, type CoverUp } from './cover-up';
import { options as schema } from './meta';
import { markedParts, type MarkedPart } from './parts';

/**
 * How many squares are left across the shorter side of what is marked, at least and at most strength. An oval around a face is
 * half as wide again as the face: fewer than five squares are left of that at the least strength, and three at the usual one.
 * People are recognised by those who know them from about seven by ten (Sinha and others, 2006).
 */
const squares = { weakest: 7, strongest: 2 } as const;

/** Of a square, in pixels: what is marked by a hair's breadth is hidden by more. */
const leastSquare = 4;

const colours = { black: [0, 0, 0], grey: [128, 128, 128], white: [255, 255, 255] } as const;

/** Pixels that are written at once. */
const pixelsAtOnce = 2 ** 20;

export const run: RunTask = async (signal, options, context) => {
  const { picture, mask } = context;
  const { how, strength, colour } = schema.parse(options);
  const parts = mask ? markedParts(mask, picture) : [];
  if (!mask || parts.length === 0) throw new CodedError('nothing-marked');
  const { width, height } = picture;
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  const total = parts.length + Math.ceil(height / rows);
  let done = 0;
  context.progress(done, total);
  const across = squares.weakest + ((squares.strongest - squares.weakest) * strength) / 100;
  const covers: [MarkedPart, CoverUp][] = [];
  for (const part of parts) {
    if (how === 'solid') covers.push([part, solid(colours[colour])]);
    else {
      const mosaic = await mosaicOf(picture, part, Math.max(leastSquare, part.side / across), () => context.pause());
      covers.push([part, how === 'blur' ? blurred(mosaic) : pixelated(mosaic)]);
    }
    context.progress(++done, total);
  }
  const sink = context.createSink({ width, height }, { alpha: picture.mayHaveAlpha });
  for (let y = 0; y < height; y += rows) {
    await context.pause();
    signal.throwIfAborted();
    const band = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(band.x, band.y, band.width, band.height);
    for (const [{ window }, cover] of covers) {
      const area = intersection(window, band);
      if (area) layOver(pixels, band, area, coverageOf(mask, picture, area), cover);
    }
    await sink.write(pixels);
    context.progress(++done, total);
  }
};

/** How much of each pixel is hidden. What is marked is hidden wholly, however small it is: the soft edge lies around it. */
function coverageOf(mask: Mask, picture: PixelSource, area: Rectangle): Uint8ClampedArray {
  const coverage = rasteriseMask(mask, picture, area);
  if (mask.feather === 0) return coverage;
  const sharp = rasteriseMask({ ...mask, feather: 0 }, picture, area);
  return coverage.map((value, i) => Math.max(value, sharp[i] ?? 0));
}

/** Mixes colours and alpha, so that of what is hidden wholly nothing is left, not even under transparency. */
function layOver(pixels: Uint8ClampedArray, band: Rectangle, area: Rectangle, coverage: Uint8ClampedArray, cover: CoverUp): void {
  const colour = new Float32Array(4);
  for (let row = 0, i = 0; row < area.height; row++) {
    let at = ((area.y - band.y + row) * band.width + area.x - band.x) * 4;
    for (let column = 0; column < area.width; column++, i++, at += 4) {
      const part = (coverage[i] ?? 0) / 255;
      if (part === 0) continue;
      cover.colour(area.x + column, area.y + row, colour);
      const kept = ((1 - part) * (pixels[at + 3] ?? 0)) / 255;
      const alpha = kept + (part * (colour[3] ?? 0)) / 255;
      for (let channel = 0; channel < 3; channel++) {
        const mixed = kept * (pixels[at + channel] ?? 0) + part * (colour[channel] ?? 0);
        pixels[at + channel] = alpha === 0 ? 0 : mixed / alpha;
      }
      pixels[at + 3] = 255 * alpha;
    }
  }
}
