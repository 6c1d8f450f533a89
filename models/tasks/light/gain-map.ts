import { CodedError } from '../../../messages/errors';
import { GuidedMap } from '../../../images/guided-map';
import { lumaOfPixels, lumaOfPlanes } from '../../../images/lightness';
import type { PixelSource } from '../../../images/pixel-source';
import { readRegion } from '../../../images/read-region';
import { wholeOf } from '../../../images/rectangle';
import { outputOf, type LoadedNetwork } from '../../networks/open-network';
import { tensorOf } from '../../networks/picture-tensor';
import { readPicture } from '../../networks/read-picture';
import type { BrightenerModel } from '../../catalog/model';

/** A place is never made darker, and not brighter than this many times: beyond it there is little but noise. */
const mostGain = 12;
/** Added to both before they are divided: what is all but black has no ratio that means anything. */
const floor = 2 / 255;
/** Sides of the window in which lightness says where edges are, as a part of the network's picture. */
const radiusShare = 1 / 32;
/** Variance of lightness, of a picture whose brightest place is 1, that is texture and no edge. */
const texture = 0.01;

/**
 * By how much a network would brighten each place of a picture. It sees all of it small; what it says is taken for a map of
 * gains whose edges follow the picture's own, so that every detail stays and nothing shines beyond its outline.
 */
export class GainMap {
  readonly #map: GuidedMap;
  readonly #brightest: number;

  private constructor(map: GuidedMap, brightest: number) {
    this.#map = map;
    this.#brightest = brightest;
  }

  /** @throws CodedError `model-failed` */
  static async of(source: PixelSource, network: LoadedNetwork<BrightenerModel>): Promise<GainMap> {
    const { input, output } = network.model;
    const seen = readRegion(source, { window: wholeOf(source), width: input.width, height: input.height });
    const { data, width, height } = readPicture(outputOf(network, await network.run(tensorOf(seen, input, input)), output.name), output);
    if (width !== input.width || height !== input.height) throw new CodedError('model-failed', `${network.model.id}: ${width} × ${height}`);
    const before = lumaOfPlanes(seen);
    const after = lumaOfPlanes(data);
    const gains = before.map((value, i) => Math.log(Math.max(1, Math.min(mostGain, ((after[i] ?? 0) + floor) / (value + floor)))));
    const brightest = before.reduce((most, value) => Math.max(most, value), floor);
    const guide = before.map((value) => value / brightest);
    const radius = Math.max(2, Math.round(Math.min(width, height) * radiusShare));
    return new GainMap(new GuidedMap(gains, guide, input, source, { radius, epsilon: texture }), brightest);
  }

  /**
   * What the encoded values of row `y` are multiplied by.
   *
   * @param pixels of that row, RGBA.
   * @param strength 0–1.
   */
  read(y: number, pixels: Uint8ClampedArray, strength: number, out: Float32Array): void {
    lumaOfPixels(pixels, out);
    for (let x = 0; x < out.length; x++) out[x] = (out[x] ?? 0) / this.#brightest;
    this.#map.read(y, out);
    for (let x = 0; x < out.length; x++) out[x] = Math.exp(strength * (out[x] ?? 0));
  }
}
