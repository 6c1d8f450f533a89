import type { PixelSource } from '../../images/pixel-source';
import type { Size } from '../../images/rectangle';
import type { Device, Hint } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { SegmenterModel } from '../catalog/model';
import { Graph, type FloatValue } from '../runtime/graph';
import type { Ort } from '../runtime/ort';
import type { GraphBytes } from '../runtime/session';
import { bestMask, type Logits } from './read-object';
import { filledPart, promptOf, segmenterInput } from './segmenter-input';

/** A model that finds what is at a place, ready to be asked. */
export interface LoadedSegmenter {
  readonly model: SegmenterModel;
  /**
   * Looks at a picture, unless it is the one that was looked at last: of that one it knows everything, and of no other.
   *
   * @param pictureId what has the same name is the same picture.
   * @returns the picture's size
   */
  see(pictureId: string, openPicture: () => Promise<PixelSource>): Promise<Size>;
  /**
   * The object of the picture that was looked at last.
   *
   * @returns logits, and how much of their columns and rows the picture fills, 0–1
   * @throws CodedError `model-failed` where the graphs do not do what their entry says
   */
  find(hints: readonly Hint[]): Promise<{ logits: Logits; seen: Size }>;
  /** Gives its memory back, with what it knows of a picture. */
  release(): Promise<void>;
}

interface Seen extends Size {
  pictureId: string;
  /** What the encoder gave. */
  embeddings: ReadonlyMap<string, FloatValue>;
}

/**
 * Opens both graphs of a segmenter on a backend.
 *
 * @throws CodedError `model-failed` where a file is no such graph; `out-of-memory`; `gpu-failed`.
 */
export async function openSegmenter(
  ort: Ort,
  model: SegmenterModel,
  bytes: { encoder: GraphBytes; decoder: GraphBytes },
  backend: Device['backend'],
): Promise<LoadedSegmenter> {
  const encoder = await Graph.open(ort, `${model.id} encoder`, bytes.encoder, backend);
  const decoder = await Graph.open(ort, `${model.id} decoder`, bytes.decoder, backend).catch(async (error: unknown) => {
    await encoder.release();
    throw error;
  });
  const [input, another] = encoder.inputs.keys();
  if (input === undefined || another !== undefined) {
    await Promise.all([encoder.release(), decoder.release()]);
    throw new CodedError('model-failed', `${encoder.name}: not one input`);
  }
  let last: Seen | undefined;
  return {
    model,
    async see(pictureId, openPicture) {
      if (last?.pictureId === pictureId) return last;
      // What it knew goes before more comes.
      last = undefined;
      const picture = await openPicture();
      const { width, height } = picture;
      const embeddings = await encoder.run({ [input]: segmenterInput(picture, model) });
      last = { pictureId, width, height, embeddings };
      return last;
    },
    async find(hints) {
      if (!last) throw new CodedError('model-failed', `${model.id} has seen no picture`);
      const results = await decoder.run({ ...Object.fromEntries(last.embeddings), ...promptOf(hints, last, model) });
      const [masks, quality] = [results.get(model.output.masks), results.get(model.output.quality)];
      if (!masks || !quality) throw new CodedError('model-failed', `${decoder.name} gives ${[...results.keys()].join()}`);
      const filled = filledPart(last, model);
      return { logits: bestMask(masks, quality), seen: { width: filled.width / model.input.width, height: filled.height / model.input.height } };
    },
    async release() {
      last = undefined;
      await Promise.all([encoder.release(), decoder.release()]);
    },
  };
}
