import { labToLinear, lightnessOf, luminance } from '../../../images/lab';
import { byteOfLinear, linearOfByte } from '../../../images/linear-light';

/** How far beyond 0–1 a value may be that is rounded to a byte inside. */
const slack = 1e-4;
/** Halvings with which the most colour that there is, is found: to within a hundredth of what was asked for. */
const halvings = 7;

/**
 * Gives pixels these colours and leaves them as light as they are. Where sRGB has no such colour of that lightness, it gets the
 * most of it that there is: cutting channels off would change the lightness, and so the picture.
 *
 * @param pixels RGBA.
 * @param chroma a* of each of them, then b*.
 */
export function colourRow(pixels: Uint8ClampedArray, chroma: Float32Array): void {
  const width = pixels.length / 4;
  for (let x = 0, at = 0; x < width; x++, at += 4) {
    const light = luminance(linearOfByte[pixels[at] ?? 0] ?? 0, linearOfByte[pixels[at + 1] ?? 0] ?? 0, linearOfByte[pixels[at + 2] ?? 0] ?? 0);
    const [red, green, blue] = coloured(lightnessOf(light), chroma[x] ?? 0, chroma[width + x] ?? 0);
    pixels[at] = byteOfLinear(red);
    pixels[at + 1] = byteOfLinear(green);
    pixels[at + 2] = byteOfLinear(blue);
  }
}

function coloured(lightness: number, a: number, b: number): readonly [number, number, number] {
  const wanted = labToLinear(lightness, a, b);
  if (isInside(wanted)) return wanted;
  let inside = labToLinear(lightness, 0, 0);
  let [low, high] = [0, 1];
  for (let i = 0; i < halvings; i++) {
    const share = (low + high) / 2;
    const tried = labToLinear(lightness, share * a, share * b);
    if (isInside(tried)) [low, inside] = [share, tried];
    else high = share;
  }
  return inside;
}

function isInside([red, green, blue]: readonly [number, number, number]): boolean {
  return Math.min(red, green, blue) >= -slack && Math.max(red, green, blue) <= 1 + slack;
}
