import { CodedError } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import { type ImageModel, imageModel, type ModelNeeds } from '../catalog/model';
import type { GraphFacts, GraphValue } from '../onnx/facts';
import type { ImageFacts } from '../store/protocol';
import { options as enlargeOptions, meta as enlarge } from '../tasks/enlarge/meta';
import { meta as repair } from '../tasks/repair/meta';
import { meta as restyle } from '../tasks/restyle/meta';
import { requireRunnable } from './runnable';

/** A graph that has the shape of what some tool uses; trying it says whether it is. */
export interface Match {
  kind: 'image-to-image';
  needs: ModelNeeds;
}

/** What the graph does not say about a model. */
export type About = Pick<ImageModel, 'id' | 'name' | 'source' | 'licence' | 'convertedFrom'> & {
  /** The graph that stands for it. */
  graph: string;
};

/**
 * Finds what a graph can be used for, from what it says about itself alone.
 *
 * @param name what errors call it.
 * @throws CodedError `import-opset`, `import-node-unsupported`, `import-float64`, `import-random`, `import-no-tool`,
 *   each with the exact reason as detail.
 */
export function matchGraph(facts: GraphFacts, name: string): Match {
  requireRunnable(facts, name);
  const reason = whyNoPicture(facts);
  if (reason !== undefined) throw new CodedError('import-no-tool', `${name}: ${reason}`, { detail: reason });
  const { f16, largestTensor, widest } = facts;
  return {
    kind: 'image-to-image',
    needs: { f16, largestTensor: largestTensor.bytes, workingMemory: workingMemory(widest) },
  };
}

/** Why a graph does not take one picture and give one; `undefined` when it does, as far as it says. */
function whyNoPicture({ inputs, outputs }: GraphFacts): string | undefined {
  const [input, another] = inputs;
  const [output, ...more] = outputs;
  if (!input) return reasonDetail('no-input');
  if (!output) return reasonDetail('no-output');
  const odd = inputs.find(({ type }) => type !== 'float32' && type !== 'float16');
  if (odd) return reasonDetail('input-type', odd.name, odd.type ?? '?');
  if (another) return reasonDetail('many-inputs', inputs.length, inputs.map(({ name }) => name).join(', '));
  if (more.length > 0) return reasonDetail('many-outputs', outputs.length);
  if (output.type !== input.type) return reasonDetail('other-type', input.type ?? '?', output.type ?? '?');
  return whyNoPictureValue('takes', input) ?? whyNoPictureValue('gives', output);
}

function whyNoPictureValue(verb: 'takes' | 'gives', { dims }: GraphValue): string | undefined {
  // An output may be silent about its shape: trying shows it.
  if (!dims) return verb === 'gives' ? undefined : reasonDetail('no-shape');
  if (dims.length !== 4) return reasonDetail(`${verb}-dimensions`, dims.length);
  const [batch, channels, height, width] = dims;
  if (typeof batch === 'number' && batch !== 1) return reasonDetail(`${verb}-batch`, batch);
  if (typeof channels === 'number' && channels !== 3) {
    if (width === 3) return reasonDetail(`${verb}-colours-last`, dims.join('×'));
    return reasonDetail(`${verb}-channels`, channels);
  }
  if (verb === 'takes' && (typeof height === 'number' || typeof width === 'number')) {
    return reasonDetail('fixed-size', `${String(width ?? '?')}×${String(height ?? '?')}`);
  }
  return undefined;
}

/** Side of the largest tiles in use, with a generous halo. */
const tileSide = 576;
/** Feature maps that live at once: a layer's input, its output, and one kept for a later layer. */
const mapsAtOnce = 3;

/** An estimate, on the high side: the widest layer at full size, which is where few networks have it. */
function workingMemory(widest: number): number {
  return tileSide * tileSide * 4 * Math.max(widest, 3) * mapsAtOnce;
}

/**
 * Most that repairing changes a picture, as `ImageFacts.change`. Measured on photographs, as they are and as
 * JPEG of quality 30: what repairs changes them by 0.001 to 0.015, what repaints them by 0.14 to 0.21.
 */
const mostRepairChange = 0.05;

/**
 * The library's entry for a graph, after trying it.
 *
 * @throws CodedError `import-no-tool` when what it does is no tool's work.
 */
export function modelOf({ kind, needs }: Match, probed: ImageFacts, about: About): ImageModel {
  const { change, ...facts } = probed;
  return imageModel.parse({ kind, needs, tasks: [toolFor(probed.scale, change)], ...about, ...facts });
}

function toolFor(scale: number, change: number): string {
  if (enlargeOptions.shape.scale.unwrap().options.some((offered) => Number(offered) === scale)) return enlarge.id;
  if (scale === 1) return change <= mostRepairChange ? repair.id : restyle.id;
  const reason = reasonDetail('scale', scale);
  throw new CodedError('import-no-tool', reason, { detail: reason });
}
