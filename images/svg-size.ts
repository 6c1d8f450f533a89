import { CodedError } from '../messages/errors';

/** Vector pictures smaller than this, on the longer side, are drawn at this size. */
const minLongerSide = 1024;

/** Drawn larger than this they would gain nothing but bytes. */
const maxLongerSide = 8192;
const maxPixels = 4096 * 4096;

/** Sides outside of this, in CSS pixels, are mistakes or mischief, and no more exact in numbers. */
const minSide = 1e-3;
const maxSide = 1e9;

/** CSS pixels per unit; relative units as if of a 16 px font. */
const pixelsPer: Readonly<Partial<Record<string, number>>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  em: 16,
  rem: 16,
  ex: 8,
};

export interface SvgSize {
  /** The pixels to draw it at. */
  width: number;
  height: number;
  /** The `viewBox` that makes it fill them. */
  viewBox: string;
}

/**
 * The size to draw an SVG at: its natural size, enlarged to 1024 px or reduced to what is sensible
 * on the longer side, in its own proportions. Natural size: SVG 2 §8.2 and §7.12, CSS Images 3 §4.2.
 *
 * @throws CodedError `picture-damaged` when it states a size of zero or less.
 */
export function svgSize(attributes: {
  width: string | null;
  height: string | null;
  viewBox: string | null;
}): SvgSize {
  const box = parseViewBox(attributes.viewBox);
  const statedWidth = parseLength(attributes.width);
  const statedHeight = parseLength(attributes.height);
  const ratio = box ? box.width / box.height : undefined;
  const width =
    statedWidth ?? (statedHeight !== undefined && ratio ? statedHeight * ratio : (box?.width ?? 300));
  const height =
    statedHeight ?? (statedWidth !== undefined && ratio ? statedWidth / ratio : (box?.height ?? 150));
  if (!(width >= minSide && height >= minSide)) {
    throw new CodedError('picture-damaged', 'an SVG without area');
  }
  const viewBox = box ? `${box.x} ${box.y} ${box.width} ${box.height}` : `0 0 ${width} ${height}`;
  return { ...fitted(Math.min(width, maxSide), Math.min(height, maxSide)), viewBox };
}

function fitted(width: number, height: number): { width: number; height: number } {
  const longer = Math.max(width, height);
  const scale = Math.min(
    Math.max(1, minLongerSide / longer),
    maxLongerSide / longer,
    Math.sqrt(maxPixels / (width * height)),
  );
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** A length in CSS pixels; `undefined` for none, percentages and what is not understood. */
function parseLength(text: string | null): number | undefined {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)([a-z]{0,3})\s*$/i.exec(
    (text ?? '').slice(0, 64),
  );
  const factor = pixelsPer[(match?.[2] ?? '').toLowerCase()];
  if (!match?.[1] || factor === undefined) return undefined;
  const value = Number(match[1]) * factor;
  return Number.isFinite(value) ? value : undefined;
}

function parseViewBox(text: string | null) {
  const numbers = (text ?? '').slice(0, 256).trim().split(/[\s,]+/).map(Number);
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) return undefined;
  if (x === undefined || y === undefined || !width || !height || width < 0 || height < 0) {
    return undefined;
  }
  return { x, y, width, height };
}
