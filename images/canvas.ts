import { CodedError } from '../messages/errors';
import type { ColorSpace } from './pixel-source';

export interface CanvasAndContext {
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
}

/**
 * A canvas to draw pictures on whose pixels are read back, and which is therefore kept in ordinary
 * memory.
 *
 * @throws CodedError `out-of-memory` when the browser has no room for one of this size.
 */
export function makeCanvas(width: number, height: number, colorSpace: ColorSpace): CanvasAndContext {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { colorSpace, willReadFrequently: true });
  if (!context) throw new CodedError('out-of-memory', `no canvas of ${width} × ${height}`);
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** Lets go of the pixels now instead of at the next garbage collection. */
export function freeCanvas({ canvas }: CanvasAndContext): void {
  canvas.width = 0;
  canvas.height = 0;
}

let displayP3: boolean | undefined;

/** Whether canvases here hold Display P3: asked of the browser, since not every one does. */
export function canvasHoldsDisplayP3(): boolean {
  displayP3 ??= measureDisplayP3();
  return displayP3;
}

function measureDisplayP3(): boolean {
  const { context } = makeCanvas(1, 1, 'display-p3');
  // P3's own red is outside sRGB: it survives only where the canvas really is Display P3.
  context.fillStyle = 'color(display-p3 1 0 0)';
  context.fillRect(0, 0, 1, 1);
  const pixel = context.getImageData(0, 0, 1, 1, { colorSpace: 'display-p3' });
  // A browser without the option returns sRGB's numbers and no name of a colour space.
  const [red, green, blue] = pixel.data;
  return pixel.colorSpace === 'display-p3' && red === 255 && green === 0 && blue === 0;
}

let faithful: boolean | undefined;

/**
 * Makes sure that what is read from a canvas is what was drawn on it. Protection against
 * fingerprinting changes pixels that are read back; browsers spare extensions (measured in Firefox
 * with `privacy.resistFingerprinting`), but a result made of changed pixels would be worse than none.
 *
 * @throws CodedError `pixels-altered`.
 */
export function checkCanvasIsFaithful(): void {
  faithful ??= measureFaithfulness();
  if (!faithful) throw new CodedError('pixels-altered', 'a canvas does not give back what was drawn');
}

function measureFaithfulness(): boolean {
  const side = 16;
  const { context } = makeCanvas(side, side, 'srgb');
  const drawn = context.createImageData(side, side);
  // Opaque, of many values: flat areas are left alone by some protections.
  for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = i % 4 === 3 ? 255 : (i * 37) & 255;
  context.putImageData(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, side, side);
  return data.every((value, i) => value === drawn.data[i]);
}
