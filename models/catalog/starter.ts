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

/**
 * A model whose weights ship in the package: the card in `models/starter`, which the training recipe
 * writes together with the file, says everything but which tools it serves.
 */
export function starterModel(input: unknown, tasks: string[]): ImageModel {
  const facts = card.parse(input);
  return imageModel.parse({
    id: `starter-${facts.id}`,
    kind: 'image-to-image',
    tasks,
    source: { kind: 'package', path: `starter/${facts.id}.onnx` },
    bytes: facts.bytes,
    sha256: facts.sha256,
    licence: facts.licence,
    scale: facts.scale,
    multiple: facts.multiple,
    receptiveRadius: facts.receptiveRadius,
  });
}
