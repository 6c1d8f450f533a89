import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { pictureInput } from './picture-input';

/** A model that finds faces and where they are, and nothing else about them. */
export const faceDetectorModel = z.strictObject({
  ...presentation,
  kind: z.literal('face-detector'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  input: pictureInput,
  /** What its outputs are: `models/networks/face-boxes.ts` says what each means. */
  decoder: z.enum(['yunet', 'ultraface']),
  /** Least score of a face, 0–1. */
  threshold: z.number().gt(0).lt(1),
  /** Of two that overlap by more than this (intersection over union), the one with the lower score is dropped. */
  overlap: z.number().gt(0).lt(1),
});
export type FaceDetectorModel = z.infer<typeof faceDetectorModel>;
