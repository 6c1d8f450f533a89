import type { LibraryModel } from '../../../messages/library';
import { imageModel, previewDecoderModel, type ImageModel, type PreviewDecoderModel } from '../../../models/catalog/model';

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
  const { kind: _kind, scale: _scale, multiple: _multiple, receptiveRadius: _radius, white: _white, ...rest } = catalogModel(id);
  return previewDecoderModel.parse({ ...rest, kind: 'preview-decoder', family: 'sd' });
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
