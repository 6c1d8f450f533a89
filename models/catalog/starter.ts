import { z } from '../../messages/zod';
import { imageModel, type ImageModel } from './model';

/** What a card beside a starter weight says about the file, of which only this part is read at run time. */
const card = z.object({
  id: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  scale: z.int(),
  multiple: z.int(),
  receptiveRadius: z.int(),
  licence: z.string(),
});

/** What no training recipe knows: which tools offer the model, and how it is called. */
interface Presentation {
  tasks: string[];
  name: string;
  summary: { en: string; tr: string };
}

/**
 * A model whose weights ship in the package: the card in `models/starter`, which the training recipe
 * writes together with the file, says everything but how it is presented.
 */
export function starterModel(input: unknown, presentation: Presentation): ImageModel {
  const { id, bytes, sha256, ...facts } = card.parse(input);
  const path = `starter/${id}.onnx`;
  return imageModel.parse({
    id: `starter-${id}`,
    kind: 'image-to-image',
    ...presentation,
    ...facts,
    source: { kind: 'package', files: [{ path, bytes, sha256 }] },
    graph: path,
    // Small weights, stored as float16 and computed in float32.
    needs: { f16: false, workingMemory: 0, largestTensor: bytes },
  });
}
