/** What is sharp, and how blurred the rest is. */
export interface Lens {
  /** Nearness, 0–1, that is sharpest. */
  focus: number;
  /** How far from it everything is sharp. */
  range: number;
  /** Of the largest disc, as a share of the picture's longer side. */
  largest: number;
}

/** Distance beyond the sharp range at which the disc is largest: half of all there is in a picture. */
const full = 0.5;

/** Radius of the disc that a point becomes, as a share of the picture's longer side. */
export function discRadius(nearness: number, { focus, range, largest }: Lens): number {
  return largest * Math.min(1, Math.max(0, Math.abs(nearness - focus) - range) / full);
}
