import { toEncoded, toLinear } from './linear-light';

/** X, Y and Z of D65's white, as OpenCV has them. */
const [whiteX, whiteZ] = [0.950456, 1.088754];
/** sRGB's primaries as parts of X, Y and Z, over those of white, so that white is 1 in each. */
const toXyz = [
  [0.412453 / whiteX, 0.35758 / whiteX, 0.180423 / whiteX],
  [0.212671, 0.71516, 0.072169],
  [0.019334 / whiteZ, 0.119193 / whiteZ, 0.950227 / whiteZ],
] as const;
const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = toXyz;

/** The way back, exactly, so that grey stays grey: cofactors over the determinant. */
const determinant = xr * (yg * zb - yb * zg) - xg * (yr * zb - yb * zr) + xb * (yr * zg - yg * zr);
const [rx, ry, rz] = [(yg * zb - yb * zg) / determinant, (xb * zg - xg * zb) / determinant, (xg * yb - xb * yg) / determinant];
const [gx, gy, gz] = [(yb * zr - yr * zb) / determinant, (xr * zb - xb * zr) / determinant, (xb * yr - xr * yb) / determinant];
const [bx, by, bz] = [(yr * zg - yg * zr) / determinant, (xg * zr - xr * zg) / determinant, (xr * yg - xg * yr) / determinant];

/** Where CIE's cube root gives way to a line. */
const edge = 216 / 24389;
const slope = 24389 / 27;

/** CIE L*, 0–100, of linear light, 0–1. */
export function lightnessOf(luminance: number): number {
  return luminance > edge ? 116 * Math.cbrt(luminance) - 16 : slope * luminance;
}

/** Its inverse. */
export function luminanceOf(lightness: number): number {
  return lightness > slope * edge ? ((lightness + 16) / 116) ** 3 : lightness / slope;
}

/** Luminance, 0–1, of linear red, green and blue. */
export function luminance(red: number, green: number, blue: number): number {
  return yr * red + yg * green + yb * blue;
}

function curved(value: number): number {
  return (lightnessOf(value) + 16) / 116;
}

function straight(value: number): number {
  return luminanceOf(116 * value - 16);
}

/**
 * CIE L*a*b* under D65 of a colour of sRGB, in floats as OpenCV's `COLOR_RGB2Lab` has it.
 *
 * @param red, green, blue encoded, 0–1.
 */
export function toLab(red: number, green: number, blue: number): [number, number, number] {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const x = curved(xr * r + xg * g + xb * b);
  const y = curved(luminance(r, g, b));
  const z = curved(zr * r + zg * g + zb * b);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Linear red, green and blue, which leave 0–1 where sRGB has no such colour. */
export function labToLinear(lightness: number, a: number, b: number): [number, number, number] {
  const middle = (lightness + 16) / 116;
  const [x, y, z] = [straight(middle + a / 500), luminanceOf(lightness), straight(middle - b / 200)];
  return [rx * x + ry * y + rz * z, gx * x + gy * y + gz * z, bx * x + by * y + bz * z];
}

/** Encoded red, green and blue, 0–1, clamped. */
export function fromLab(lightness: number, a: number, b: number): [number, number, number] {
  const [red, green, blue] = labToLinear(lightness, a, b);
  const clamped = (value: number): number => toEncoded(Math.max(0, Math.min(1, value)));
  return [clamped(red), clamped(green), clamped(blue)];
}
