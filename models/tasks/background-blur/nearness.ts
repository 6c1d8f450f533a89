import { GuidedMap } from '../../../images/guided-map';
import { lumaOfPixels, lumaOfPlanes } from '../../../images/lightness';
import type { PixelSource } from '../../../images/pixel-source';
import { readRegion } from '../../../images/read-region';
import { type Size, wholeOf } from '../../../images/rectangle';
import type { DepthModel } from '../../catalog/model';
import { outputOf, type LoadedNetwork } from '../../networks/open-network';
import { pictureTensor } from '../../networks/picture-tensor';
import { readCoverage } from '../../networks/read-coverage';

/** As of `GuidedMap`: edges of what is near are a few pixels wide in what networks give. */
const guidance = { radius: 6, epsilon: 0.002 };

/** How near everything in a picture is, from 0 for the farthest to 1 for the nearest. */
export class Nearness {
  readonly #values: Float32Array;
  readonly #guide: Float32Array;
  readonly #small: Size;

  private constructor(values: Float32Array, guide: Float32Array, small: Size) {
    this.#values = values;
    this.#guide = guide;
    this.#small = small;
  }

  /** @throws CodedError `model-failed` */
  static async of(source: PixelSource, network: LoadedNetwork<DepthModel>): Promise<Nearness> {
    const { input, output, larger } = network.model;
    const result = outputOf(network, await network.run(pictureTensor(source, input)), output);
    const { values, columns, rows } = readCoverage(result, { layout: 'nchw', activation: 'min-max', channel: 0, inverted: larger === 'farther' });
    const small = { width: columns, height: rows };
    return new Nearness(values, lumaOfPlanes(readRegion(source, { window: wholeOf(source), ...small })), small);
  }

  /** At a place, 0–1 of width and height. */
  at(x: number, y: number): number {
    const { width, height } = this.#small;
    const column = Math.min(width - 1, Math.floor(x * width));
    return this.#values[Math.min(height - 1, Math.floor(y * height)) * width + column] ?? 0;
  }

  /** At another size, its edges where those of the picture are. */
  over(size: Size): GuidedMap {
    return new GuidedMap(this.#values, this.#guide, this.#small, size, guidance);
  }

  /** @param planes RGB, 0–1, of the picture at this size. */
  overPlanes(planes: Float32Array, size: Size): Float32Array<ArrayBuffer> {
    const out = lumaOfPlanes(planes);
    const map = this.over(size);
    for (let y = 0; y < size.height; y++) map.read(y, out.subarray(y * size.width, (y + 1) * size.width));
    return out;
  }
}

/** Nearness of a row of pixels, RGBA. */
export function readNearness(map: GuidedMap, y: number, pixels: Uint8ClampedArray, out: Float32Array): void {
  lumaOfPixels(pixels, out);
  map.read(y, out);
}
