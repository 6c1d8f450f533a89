import type { Size } from '../../../images/rectangle';
import { widestAround } from './widest-around';

/** A picture at the size at which it is blurred. */
export interface Scene extends Size {
  /** Linear light: RGB planes. */
  light: Float32Array;
  /** 0–1. */
  nearness: Float32Array;
  /** Radius of the disc that each pixel becomes, in pixels. */
  radius: Float32Array;
  /** What is sharp: what is nearer and blurred lies over it. */
  focus: number;
}

/** What the blur makes of it. */
export interface Defocused {
  /** RGB planes of linear light times `share`, and then that: how much each pixel has to do with the blur; never 0. */
  planes: Float32Array;
  /** How much of each pixel is covered by what is blurred in front of it, 0–1. */
  cover: Float32Array;
}

/** Radius below which a disc is the pixel itself. */
const sharp = 0.5;
/** By how much something has to be nearer to lie in front. */
const margin = 0.04;
/** Share of what has nothing to do with the blur. */
const least = 1e-4;

/**
 * Blurs with discs, as a lens does. Every pixel gathers what spreads over it: what is in front as far as its own disc
 * reaches, what is behind no farther than the pixel's. So what is sharp never bleeds into what is blurred behind it.
 *
 * @param pause awaited after every few rows, with how much is done, 0–1.
 */
export async function defocus(scene: Scene, pause: (done: number) => Promise<void>): Promise<Defocused> {
  const { width, height, light, nearness, radius, focus } = scene;
  const area = width * height;
  const planes = new Float32Array(4 * area);
  const cover = new Float32Array(area);
  const reaches = widestAround(radius.map((each, i) => ((nearness[i] ?? 0) > focus ? each : 0)), scene);
  const distances = distanceTable(Math.ceil(radius.reduce((most, each) => Math.max(most, each), 0)) + 1);
  for (let y = 0, i = 0; y < height; y++) {
    if (y % 16 === 0) await pause(y / height);
    for (let x = 0; x < width; x++, i++) {
      const own = radius[i] ?? 0;
      const near = nearness[i] ?? 0;
      const reach = Math.ceil(Math.max(own, reaches[i] ?? 0));
      let [sum, front, red, green, blue] = [0, 0, 0, 0, 0];
      for (let dy = Math.max(-reach, -y); dy <= Math.min(reach, height - 1 - y); dy++) {
        for (let dx = Math.max(-reach, -x); dx <= Math.min(reach, width - 1 - x); dx++) {
          const from = i + dy * width + dx;
          const theirs = radius[from] ?? 0;
          const isFront = (nearness[from] ?? 0) > near + margin;
          const disc = Math.max(sharp, isFront ? theirs : Math.min(theirs, own));
          const inside = disc + sharp - (distances[Math.abs(dy)]?.[Math.abs(dx)] ?? Infinity);
          if (inside <= 0) continue;
          // Light spreads over all of the disc.
          const weight = Math.min(1, inside) / (disc * disc);
          sum += weight;
          if (isFront && theirs > own) front += weight;
          red += weight * (light[from] ?? 0);
          green += weight * (light[area + from] ?? 0);
          blue += weight * (light[2 * area + from] ?? 0);
        }
      }
      cover[i] = front / sum;
      const share = Math.max(least, Math.min(1, own - sharp), cover[i] ?? 0);
      planes[i] = (share * red) / sum;
      planes[area + i] = (share * green) / sum;
      planes[2 * area + i] = (share * blue) / sum;
      planes[3 * area + i] = share;
    }
  }
  return { planes, cover };
}

function distanceTable(most: number): Float32Array[] {
  return Array.from({ length: most + 1 }, (_, y) => Float32Array.from({ length: most + 1 }, (__, x) => Math.hypot(x, y)));
}
