import { CodedError } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import { previewDecoderModel, type PreviewDecoderModel } from '../catalog/model';
import { largestPreviewPixels, valuesAtOnce } from '../diffusion/preview-size';
import type { GraphFacts, GraphValue } from '../onnx/facts';
import { generatingTools } from './describe-checkpoint';
import type { About } from './match';
import { requireRunnable } from './runnable';

/** TAESD's decoder has 4.9 MB of weights, the decoders of whole checkpoints 99 MB and more. */
const mostWeights = 16e6;

const floatBytes = 4;

/**
 * What a graph becomes that takes latents of four channels and gives pictures; `undefined` of any other. How large the
 * pictures are and what their values mean shows when it is tried.
 *
 * @param name what errors call it.
 * @throws CodedError `import-opset`, `import-node-unsupported`, `import-float64`, `import-random`; `import-no-tool` where it
 *   is too large to be run after every step
 */
export function matchPreviewDecoder(facts: GraphFacts, name: string): ((about: About) => PreviewDecoderModel) | undefined {
  if (!looksLikeDecoder(facts)) return undefined;
  requireRunnable(facts, name);
  const { f16, largestTensor, weightBytes, widest } = facts;
  if (weightBytes > mostWeights) {
    const detail = reasonDetail('large-decoder');
    throw new CodedError('import-no-tool', `${name}: ${detail}`, { detail });
  }
  const workingMemory = largestPreviewPixels * floatBytes * Math.max(widest, 3) * valuesAtOnce;
  return (about) =>
    previewDecoderModel.parse({
      kind: 'preview-decoder',
      ...about,
      tasks: [...generatingTools],
      needs: { f16, workingMemory, largestTensor: largestTensor.bytes },
      family: familyOf(about),
    });
}

function looksLikeDecoder({ inputs, outputs }: GraphFacts): boolean {
  const [input, another] = inputs;
  const [output, more] = outputs;
  if (!input || another || !output || more) return false;
  return isFloats(input) && isFloats(output) && hasPlanes(input, 4) && (output.dims === undefined || hasPlanes(output, 3));
}

function isFloats({ type }: GraphValue): boolean {
  return type === 'float32' || type === 'float16';
}

/** Whether a value is planes of one picture; an output's number of them may be left open. */
function hasPlanes({ dims }: GraphValue, planes: number): boolean {
  if (dims?.length !== 4) return false;
  const [batch, channels] = dims;
  const isOpen = typeof channels !== 'number' && planes === 3;
  return (typeof batch !== 'number' || batch === 1) && (channels === planes || isOpen);
}

/** Latents of SD and of SDXL have the same shape: only names tell them apart. To be wrong gives previews of wrong colours, and nothing else. */
function familyOf({ name, graph, source }: About): PreviewDecoderModel['family'] {
  const names = [name, graph, ...(source.kind === 'hub' ? [source.repo] : [])].join(' ');
  return /sdxl/i.test(names) ? 'sdxl' : 'sd';
}
