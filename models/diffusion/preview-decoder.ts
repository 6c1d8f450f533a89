import { weightsOnBackend } from '../catalog/demands';
import { bytesOf, type PreviewDecoderModel } from '../catalog/model';
import type { ProbedGpu } from '../runtime/device';
import { graphBytesOf } from '../runtime/graph-bytes';
import type { Ort } from '../runtime/ort';
import type { LatentShape } from './denoiser';
import { Graph } from '../runtime/graph';
import { findRange, fixedSize, runPreviewGraph, type PreviewRange } from './preview-graph';
import { averageLatents, largestPreviewPixels, previewFactor, previewScale } from './preview-size';

/** A preview: RGBA, 8 bits, opaque, row by row. */
export interface Preview {
  width: number;
  height: number;
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** A small decoder that is ready to show latents. All of it is in memory: its files may go. */
export class PreviewDecoder {
  readonly model: PreviewDecoderModel;
  /** Whether its first run compiles shaders, and so says nothing of the next. */
  readonly warmsUp: boolean;
  /** Set once a run failed: it is not to be run again. */
  isBroken = false;
  readonly #graph: Graph;
  readonly #range: PreviewRange;
  readonly #weights: number;
  readonly #largestBuffer: number;

  private constructor(model: PreviewDecoderModel, graph: Graph, range: PreviewRange, { device, largestBuffer }: ProbedGpu) {
    this.model = model;
    this.warmsUp = device.backend === 'webgpu';
    this.#graph = graph;
    this.#range = range;
    this.#weights = weightsOnBackend({ bytes: bytesOf(model) ?? 0, f16: model.needs.f16 }, device.backend);
    this.#largestBuffer = device.backend === 'webgpu' ? largestBuffer : Infinity;
  }

  /**
   * @param files by path, as its entry names them.
   * @throws CodedError `model-damaged`, `model-failed`, `not-finite`, `gpu-failed`, `out-of-memory`
   */
  static async open(ort: Ort, model: PreviewDecoderModel, files: ReadonlyMap<string, Blob>, gpu: ProbedGpu): Promise<PreviewDecoder> {
    const graph = await Graph.open(ort, model.id, await graphBytesOf(model.graph, files), gpu.device.backend, 'all', false);
    try {
      return new PreviewDecoder(model, graph, model.range ?? (await findRange(graph)), gpu);
    } catch (error) {
      await graph.release();
      throw error;
    }
  }

  /**
   * What latents look like; nothing where there is no room for that, or the graph takes latents of another size.
   *
   * @param latents in the denoiser's scale, [channels, height, width].
   * @param room bytes that it may take, its weights included.
   * @throws CodedError `model-failed`, `not-finite`
   */
  async decode(latents: Float32Array, shape: LatentShape, room: number): Promise<Preview | undefined> {
    const memoryPerPixel = this.model.needs.workingMemory / largestPreviewPixels;
    const factor = previewFactor(shape, { memoryPerPixel, room: room - this.#weights, largestBuffer: this.#largestBuffer });
    if (factor === undefined) return undefined;
    const small = averageLatents(latents, shape, factor);
    const fixed = fixedSize(this.#graph);
    if (fixed && (fixed.width !== small.shape.width || fixed.height !== small.shape.height)) return undefined;
    const planes = await runPreviewGraph(this.#graph, small.data, small.shape);
    return { width: small.shape.width * previewScale, height: small.shape.height * previewScale, pixels: toPixels(planes, this.#range) };
  }

  release(): Promise<void> {
    return this.#graph.release();
  }
}

function toPixels(planes: Float32Array, range: PreviewRange): Uint8ClampedArray<ArrayBuffer> {
  const [scale, offset] = range === 'zero-one' ? [255, 0] : [127.5, 127.5];
  const places = planes.length / 3;
  const pixels = new Uint8ClampedArray(places * 4).fill(255);
  for (let colour = 0; colour < 3; colour++) {
    for (let place = 0; place < places; place++) pixels[place * 4 + colour] = (planes[colour * places + place] ?? 0) * scale + offset;
  }
  return pixels;
}
