import type { LibraryModel } from '../../../messages/library';
import { checkpointModel, imageModel, previewDecoderModel, type CheckpointModel, type ImageModel, type PreviewDecoderModel } from '../../../models/catalog/model';

const pin = { bytes: 1000, sha256: 'b'.repeat(64) };

/** A model of the catalog, pinned, from the hub. */
export function catalogModel(id: string, change: Partial<ImageModel> = {}): ImageModel {
  return imageModel.parse({
    id,
    kind: 'image-to-image',
    name: `Name of ${id}`,
    summary: { en: 'Good.', tr: 'İyi.' },
    tasks: ['repair'],
    source: { kind: 'hub', repo: 'owner/name', commit: 'a'.repeat(40), files: [{ path: 'model.onnx', ...pin }] },
    graph: 'model.onnx',
    licence: 'MIT',
    needs: { f16: false, workingMemory: 500, largestTensor: 10 },
    scale: 1,
    multiple: 1,
    receptiveRadius: 8,
    ...change,
  });
}

/** A decoder for previews, for the same tools. */
export function previewDecoder(id: string): PreviewDecoderModel {
  const { name, summary, tasks, source, graph, licence, needs } = catalogModel(id);
  return previewDecoderModel.parse({ id, name, summary, tasks, source, graph, licence, needs, kind: 'preview-decoder', family: 'sd' });
}

/** A checkpoint for the same tools, with a denoiser of so many bytes. */
export function checkpoint(id: string, bytes: number): CheckpointModel {
  const { name, summary, tasks, source, graph, licence } = catalogModel(id);
  const part = { graph, bytes, f16: false, largestTensor: 10, memoryPerPixel: 1 };
  return checkpointModel.parse({
    ...{ id, name, summary, tasks, source, licence },
    kind: 'checkpoint',
    parts: { textEncoders: [{ ...part, bytes: 10, tokenizer: 'tokenizer' }], denoiser: part },
    latents: { channels: 4, scale: 8, scalingFactor: 1 },
    scheduler: { className: 'DDIMScheduler', fields: {} },
    sizes: { width: 64, height: 64, multiple: 8, min: 64, max: 64, maxPixels: 4096 },
    defaults: { steps: { initial: 1, min: 1, max: 9 }, guidance: { initial: 1, min: 1, max: 1 }, guided: false },
    preview: 'sd',
  });
}

export function builtIn(id: string, change: Partial<ImageModel> = {}): ImageModel {
  return catalogModel(id, { source: { kind: 'package', files: [{ path: 'model.onnx', ...pin }] }, ...change });
}

/** The same on this device. */
export function heldModel(id: string, change: Partial<LibraryModel> = {}): LibraryModel {
  return {
    id,
    name: `Name of ${id}`,
    state: 'ready',
    model: catalogModel(id),
    origin: 'package',
    done: 1000,
    total: 1000,
    addedAt: 1,
    speeds: [],
    ...change,
  };
}
