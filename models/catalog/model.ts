import { z } from '../../messages/zod';
import { brightenerModel } from './brightener-model';
import { checkpointModel } from './checkpoint-model';
import { classifierModel } from './classifier-model';
import { colouriserModel } from './colouriser-model';
import { depthModel } from './depth-model';
import { faceDetectorModel } from './face-detector-model';
import { inpainterModel } from './inpainter-model';
import { faceRestorerModel } from './face-restorer-model';
import { filePath, presentation, type HubFile } from './model-source';
import { needs } from './needs';
import { segmenterModel } from './segmenter-model';
import { subjectModel } from './subject-model';

export { brightenerModel, type BrightenerModel } from './brightener-model';
export { checkpointModel, type CheckpointModel } from './checkpoint-model';
export { classifierModel, type ClassifierModel } from './classifier-model';
export { colouriserModel, type ColouriserModel } from './colouriser-model';
export { depthModel, type DepthModel } from './depth-model';
export { faceDetectorModel, type FaceDetectorModel } from './face-detector-model';
export { inpainterModel, type InpainterModel } from './inpainter-model';
export { faceRestorerModel, type FaceRestorerModel } from './face-restorer-model';
export { filePath, gitId, hubSource, maxFiles, modelId, repositoryId, sha256, type HubFile, type HubSource, type ModelSource } from './model-source';
export type { ModelNeeds } from './needs';
export { segmenterModel, type SegmenterModel } from './segmenter-model';
export { subjectModel, type SubjectModel } from './subject-model';

/** A model that takes one picture and gives one picture, with the same field of view. */
export const imageModel = z.strictObject({
  ...presentation,
  kind: z.literal('image-to-image'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  /** Result pixels per input pixel, in each direction. */
  scale: z.int().min(1).max(8),
  /** Input sides must be multiples of this. */
  multiple: z.int().min(1).max(256),
  /** How many input pixels away a pixel can influence another, as far as it shows. */
  receptiveRadius: z.int().min(0).max(512),
  /** Largest side of a tile's core in input pixels, where the backend's own would take too much memory. */
  tileSize: z.int().min(32).max(1024).optional(),
  /** The value of white in input and output; black is 0. */
  white: z.union([z.literal(1), z.literal(255)]).default(1),
});
export type ImageModel = z.infer<typeof imageModel>;

/**
 * A small network that shows what latents look like while a checkpoint is still at work on them: TAESD and its like. It
 * takes latents in the denoiser's own scale, [N,4,h,w], and gives pictures, [N,3,8h,8w].
 */
export const previewDecoderModel = z.strictObject({
  ...presentation,
  kind: z.literal('preview-decoder'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  /** Working memory is that of the largest preview. */
  needs,
  /** Whose latents it knows, as `preview` of a checkpoint names them. */
  family: z.enum(['sd', 'sdxl']),
  /**
   * Of the values of its pictures. Missing where nobody has run it yet, as in the catalog: then it is found out whenever it
   * is opened.
   */
  range: z.enum(['zero-one', 'minus-one-one']).optional(),
});
export type PreviewDecoderModel = z.infer<typeof previewDecoderModel>;

/** Any model; `kind` tells what it takes and gives. */
export const model = z.discriminatedUnion('kind', [imageModel, checkpointModel, classifierModel, previewDecoderModel, subjectModel, faceDetectorModel, faceRestorerModel, inpainterModel, brightenerModel, colouriserModel, depthModel, segmenterModel]);
export type Model = z.infer<typeof model>;

/** A model that is one graph, which a tool feeds and reads by itself. */
export type NetworkModel = Extract<Model, { kind: NetworkKind }>;
const networkKinds = ['subject', 'face-detector', 'face-restorer', 'inpainter', 'brightener', 'colouriser', 'depth'] as const;
export type NetworkKind = (typeof networkKinds)[number];

export function isNetwork(model: Model): model is NetworkModel {
  return networkKinds.some((kind) => kind === model.kind);
}

/** What a tool asks of the catalog. */
export interface ModelNeed {
  /** The tool's id. */
  task: string;
  /** Result pixels per input pixel, in each direction; missing where the result's size does not follow from an input's. */
  scale?: number;
  /** Whether the tool also works without a model, if the person chooses none. */
  optional?: boolean;
}

/** A name for a need, under which a choice of model is kept. */
export function needKey({ task, scale }: ModelNeed): string {
  return scale === undefined ? task : `${task}-x${scale}`;
}

/** Whether a model does what a tool needs: what looks at results, or only makes previews sharper, does not. */
export function serves(model: Model, { task, scale }: ModelNeed): boolean {
  if (model.kind === 'classifier' || model.kind === 'preview-decoder') return false;
  return model.tasks.includes(task) && (scale === undefined || ('scale' in model && model.scale === scale));
}

/** The graph that stands for a model: the only one of an image model, the denoiser of a checkpoint. */
export function graphOf(model: Model): string {
  return model.kind === 'checkpoint' ? model.parts.denoiser.graph : model.graph;
}

/** The files of a model, with their sizes as far as they are known. */
export function filesOf({ source }: Pick<Model, 'source'>): readonly HubFile[] {
  return source.files;
}

/** Bytes of all of a model's files; `undefined` while one of them is not known. */
export function bytesOf(model: Pick<Model, 'source'>): number | undefined {
  let sum = 0;
  for (const { bytes } of filesOf(model)) {
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

/** The same, of files whose exact size the hub says at download, as far as it is known roughly. */
export function roughBytesOf(model: Pick<Model, 'source'>): number | undefined {
  let sum = 0;
  for (const { bytes, roughBytes } of filesOf(model)) {
    const known = bytes ?? roughBytes;
    if (known === undefined) return undefined;
    sum += known;
  }
  return sum;
}

/** Whether the package itself says what every byte of a model has to be. */
export function isPinned(model: Pick<Model, 'source'>): boolean {
  return filesOf(model).every((file) => file.bytes !== undefined && file.sha256 !== undefined);
}
