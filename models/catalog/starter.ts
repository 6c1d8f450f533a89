import { z } from '../../messages/zod';
import { imageModel, inpainterModel, type ImageModel, type InpainterModel } from './model';

/** What a card beside a starter weight says about the file, of which only this part is read at run time. */
const card = z.object({ id: z.string(), bytes: z.int(), sha256: z.string(), multiple: z.int(), licence: z.string() });
const imageCard = card.extend({ scale: z.int(), receptiveRadius: z.int() });

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
  const { scale, multiple, receptiveRadius, ...facts } = imageCard.parse(input);
  return imageModel.parse({ kind: 'image-to-image', ...presentation, ...shipped(facts), scale, multiple, receptiveRadius });
}

/** The same of the network that fills what was erased. */
export function starterInpainter(input: unknown, presentation: Presentation): InpainterModel {
  const { multiple, ...facts } = card.parse(input);
  return inpainterModel.parse({
    kind: 'inpainter',
    ...presentation,
    ...shipped(facts),
    image: { name: 'image' },
    mask: { name: 'mask', fill: 1, keep: 0 },
    output: { name: 'output' },
    working: { area: 512 * 512, multiple, min: multiple, max: 1024 },
  });
}

/** Where a starter weight lies, and what it needs: small weights, stored as float16 and computed in float32. */
function shipped({ id, bytes, sha256, licence }: Omit<z.infer<typeof card>, 'multiple'>) {
  const path = `starter/${id}.onnx`;
  return {
    id: `starter-${id}`,
    licence,
    source: { kind: 'package', files: [{ path, bytes, sha256 }] },
    graph: path,
    needs: { f16: false, workingMemory: 0, largestTensor: bytes },
  };
}
