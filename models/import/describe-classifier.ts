import { CodedError } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import { z } from '../../messages/zod';
import { classifierModel, type ClassifierModel } from '../catalog/classifier-model';
import type { FixedInput } from '../catalog/picture-input';
import type { GraphFacts } from '../onnx/facts';
import { generatingTools } from './describe-checkpoint';
import type { About } from './match';
import { requireRunnable } from './runnable';

/** The files beside a classifier's graph that say what it takes and gives, as transformers writes them. */
export interface ClassifierTexts {
  /** `config.json` */
  config: string;
  /** `preprocessor_config.json` */
  preprocessor: string;
}

const config = z.looseObject({
  architectures: z.array(z.string()),
  id2label: z.record(z.string().regex(/^\d+$/), z.string()),
});

const ofColours = z.tuple([z.number(), z.number(), z.number()]);
const side = z.int().positive();
const sides = z.union([side, z.looseObject({ height: side, width: side }), z.looseObject({ shortest_edge: side })]);
const preprocessor = z.looseObject({
  image_mean: ofColours.optional(),
  image_std: ofColours.optional(),
  size: sides,
  crop_size: sides.optional(),
  do_center_crop: z.boolean().nullish(),
  do_normalize: z.boolean().nullish(),
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().positive().nullish(),
});

/** Labels with which a picture is hidden, as classifiers name them. */
const explicitLabels = /^(?:nsfw|explicit|unsafe|porn|pornography|hentai|sexy|sexual|nude|nudity)$/i;

/** Whether a `config.json` is that of a network which tells what is in a picture. */
export function isClassifierConfig(text: string): boolean {
  const read = readAs(config, text);
  return read?.architectures.some((name) => name.endsWith('ForImageClassification')) ?? false;
}

/**
 * The library's entry for a classifier, from its graph and what lies beside it. Pictures are not cropped: all of one is
 * looked at, whatever its shape.
 *
 * @throws CodedError `import-opset`, `import-node-unsupported`, `import-float64`, `import-random`, `import-no-tool`
 */
export function describeClassifier(facts: GraphFacts, texts: ClassifierTexts, about: About): ClassifierModel {
  const { id } = about;
  requireRunnable(facts, id);
  const reason = whyNoClassifier(facts);
  if (reason !== undefined) refuse(id, reason);
  const labels = labelsOf(texts.config);
  const given = facts.outputs[0]?.dims?.[1];
  if (typeof given === 'number' && given !== labels.length) refuse(id, reasonDetail('label-number', labels.length, given));
  const explicit = labels.filter((label) => explicitLabels.test(label));
  if (explicit.length === 0 || explicit.length === labels.length) refuse(id, reasonDetail('no-label', labels.join(', ')));
  const { f16, largestTensor } = facts;
  return classifierModel.parse({
    ...about,
    kind: 'classifier',
    // Whose pictures it looks at.
    tasks: [...generatingTools],
    // Attention of a transformer at this size is what most takes; an estimate on the high side.
    needs: { f16, largestTensor: largestTensor.bytes, workingMemory: 64 * 2 ** 20 },
    input: inputOf(facts, texts.preprocessor) ?? refuse(id, reasonDetail('preprocessor')),
    labels,
    explicit,
    threshold: 0.5,
  });
}

function refuse(id: string, reason: string): never {
  throw new CodedError('import-no-tool', `${id}: ${reason}`, { detail: reason });
}

function whyNoClassifier({ inputs, outputs }: GraphFacts): string | undefined {
  const [input, another] = inputs;
  const [output, more] = outputs;
  if (!input) return reasonDetail('no-input');
  if (!output) return reasonDetail('no-output');
  if (input.type !== 'float32' && input.type !== 'float16') return reasonDetail('input-type', input.name, input.type ?? '?');
  if (another) return reasonDetail('many-inputs', inputs.length, inputs.map(({ name }) => name).join(', '));
  if (more) return reasonDetail('many-outputs', outputs.length);
  if (output.type !== input.type) return reasonDetail('other-type', input.type, output.type ?? '?');
  if (input.dims && input.dims.length !== 4) return reasonDetail('takes-dimensions', input.dims.length);
  const channels = input.dims?.[1];
  if (typeof channels === 'number' && channels !== 3) return reasonDetail('takes-channels', channels);
  // What transformers gives for a picture is a row of logits.
  if (output.dims && output.dims.length !== 2) return reasonDetail('gives-dimensions', output.dims.length);
  return undefined;
}

function labelsOf(text: string): string[] {
  const named = Object.entries(readAs(config, text)?.id2label ?? {});
  return named.sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label);
}

function inputOf({ inputs }: GraphFacts, text: string): FixedInput | undefined {
  const read = readAs(preprocessor, text);
  if (!read) return undefined;
  const { image_mean: mean, image_std: std, size, crop_size: crop, do_center_crop: crops, do_normalize, do_rescale, rescale_factor: factor } = read;
  const plain = do_normalize === false;
  if (!plain && (!mean || !std)) return undefined;
  const wanted = sidesOf(crops === true && crop !== undefined ? crop : size);
  const [, , height = wanted.height, width = wanted.width] = inputs[0]?.dims ?? [];
  const white = do_rescale === false ? 255 : Math.round((factor ?? 1 / 255) * 255);
  const input = classifierModel.shape.input.safeParse({
    width: typeof width === 'number' ? width : wanted.width,
    height: typeof height === 'number' ? height : wanted.height,
    white,
    mean: plain ? [0, 0, 0] : mean,
    std: plain ? [1, 1, 1] : std,
  });
  return input.data;
}

function sidesOf(size: z.infer<typeof sides>): { width: number; height: number } {
  if (typeof size === 'number') return { width: size, height: size };
  if ('shortest_edge' in size && typeof size.shortest_edge === 'number') return { width: size.shortest_edge, height: size.shortest_edge };
  return 'width' in size && 'height' in size ? { width: Number(size.width), height: Number(size.height) } : { width: 0, height: 0 };
}

function readAs<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
