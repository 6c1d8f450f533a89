/**
 * A Display P3 profile as ICC.1:2022 (version 4) describes a three-component matrix display profile:
 * P3 primaries adapted from D65 to the profile connection space's D50 by Bradford, sRGB curve.
 */

const signatureOf = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const s15Fixed16 = (value: number) => u32(Math.round(value * 65536) >>> 0);

const xyz = (x: number, y: number, z: number) => [
  ...signatureOf('XYZ '),
  ...u32(0),
  ...s15Fixed16(x),
  ...s15Fixed16(y),
  ...s15Fixed16(z),
];

function text(words: string): number[] {
  const utf16 = Array.from(words).flatMap((letter) => [0, letter.charCodeAt(0)]);
  return [
    ...signatureOf('mluc'),
    ...u32(0),
    ...u32(1),
    ...u32(12),
    ...signatureOf('enUS'),
    ...u32(utf16.length),
    ...u32(28),
    ...utf16,
  ];
}

/** Parametric curve of type 3: (a·x + b)^g above d, c·x below (IEC 61966-2-1). */
const sRgbCurve = [
  ...signatureOf('para'),
  ...u32(0),
  0,
  3,
  0,
  0,
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(s15Fixed16),
];

export function displayP3Profile(): Uint8Array<ArrayBuffer> {
  const tags: [string, number[]][] = [
    ['desc', text('Display P3')],
    ['cprt', text('CC0')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.51512, 0.2412, -0.00105)],
    ['gXYZ', xyz(0.29198, 0.69225, 0.04189)],
    ['bXYZ', xyz(0.1571, 0.06657, 0.78407)],
    ['rTRC', sRgbCurve],
    ['gTRC', sRgbCurve],
    ['bTRC', sRgbCurve],
  ];
  const directory: number[] = [...u32(tags.length)];
  const data: number[] = [];
  const dataStart = 128 + 4 + tags.length * 12;
  for (const [name, bytes] of tags) {
    directory.push(...signatureOf(name), ...u32(dataStart + data.length), ...u32(bytes.length));
    data.push(...bytes);
    while (data.length % 4 !== 0) data.push(0);
  }
  const header = [
    ...u32(dataStart + data.length),
    ...u32(0),
    ...u32(0x04400000),
    ...signatureOf('mntrRGB XYZ '),
    ...[2026, 1, 1, 0, 0, 0].flatMap((value) => [value >>> 8, value & 255]),
    ...signatureOf('acsp'),
    ...u32(0),
    ...u32(0),
    ...u32(0),
    ...u32(0),
    ...u32(0),
    ...u32(0),
    ...u32(0),
    ...[0.9642, 1, 0.8249].flatMap(s15Fixed16),
  ];
  while (header.length < 128) header.push(0);
  return new Uint8Array([...header, ...directory, ...data]);
}
