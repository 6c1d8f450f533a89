/** CIE 1931 xy chromaticity. */
export interface Chromaticity {
  x: number;
  y: number;
}

export type Primaries = readonly [Chromaticity, Chromaticity, Chromaticity];

const srgb: Primaries = [
  { x: 0.64, y: 0.33 },
  { x: 0.3, y: 0.6 },
  { x: 0.15, y: 0.06 },
];

/** sRGB's primaries adapted to D50, as colour profiles store them. */
const srgbD50: Primaries = [
  { x: 0.6485, y: 0.3309 },
  { x: 0.3212, y: 0.5979 },
  { x: 0.1559, y: 0.066 },
];

/**
 * Whether the triangle of these primaries is clearly larger than that of sRGB. Display P3 has 1.36
 * times its area, Adobe RGB 1.35, BT.2020 1.89; the many slightly different sRGB profiles stay within
 * a few percent.
 *
 * @param adapted the primaries are relative to D50, as in an ICC profile.
 */
export function isWide(primaries: Primaries, adapted: boolean): boolean {
  const ratio = area(primaries) / area(adapted ? srgbD50 : srgb);
  return Number.isFinite(ratio) && ratio > 1.2 && ratio < 10;
}

/** Whether a colour primaries code of ITU-T H.273 (used by cICP and nclx) is wider than sRGB. */
export function isWideCode(code: number): boolean {
  // 9: BT.2020, 10: CIE XYZ, 11: DCI-P3, 12: Display P3.
  return code >= 9 && code <= 12;
}

function area([a, b, c]: Primaries): number {
  return Math.abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
}
