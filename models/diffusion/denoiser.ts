import { CodedError } from '../../messages/errors';
import type { Graph, GraphValue } from '../runtime/graph';
import type { Conditioning } from './text-encoder';

/** Latents of one picture: [channels, height, width]. */
export interface LatentShape {
  channels: number;
  height: number;
  width: number;
}

/** One run of the denoiser. */
export interface DenoiserInput {
  /** [channels, height, width], scaled as the scheduler wants them. */
  latents: Float32Array;
  timestep: number;
  /** One prompt, or two for guidance: the result has as many. */
  prompts: readonly Conditioning[];
  /** Guidance that is told to networks distilled with it; others do not hear of it. */
  guidanceScale: number;
}

/** The network that tells noise from picture: a U-Net or a transformer, whatever of SD's inputs it takes. */
export class Denoiser {
  readonly graph: Graph;
  /** Whether guidance was distilled into the network, which is told its scale: then nothing is to be guided. */
  readonly isToldGuidance: boolean;
  readonly #shape: LatentShape;
  /** Pixels of the picture, for SDXL's micro-conditioning. */
  readonly #pixels: { width: number; height: number };
  readonly #batches: boolean;

  /**
   * @param batches whether the prompts of one step run at once, which is quicker, or one after the other, which
   *   takes less memory. A graph whose batch is fixed decides for itself.
   * @throws CodedError `model-failed` where the graph is no denoiser
   */
  constructor(graph: Graph, shape: LatentShape, pixels: { width: number; height: number }, batches = true) {
    const input = graph.inputs.get('sample');
    if (!input) throw new CodedError('model-failed', `${graph.name} has no input "sample"`);
    const channels = input.shape[1];
    if (typeof channels === 'number' && channels !== shape.channels) {
      throw new CodedError('model-failed', `${graph.name} takes ${channels} channels instead of ${shape.channels}`);
    }
    this.graph = graph;
    this.isToldGuidance = graph.inputs.has('timestep_cond');
    this.#shape = shape;
    this.#pixels = pixels;
    this.#batches = batches;
  }

  /** For messages to developers. */
  get name(): string {
    return this.graph.name;
  }

  /**
   * @returns for each prompt [channels, height, width]
   * @throws CodedError `model-failed`
   */
  async predict(input: DenoiserInput): Promise<Float32Array[]> {
    const fixed = this.graph.fixedBatch('sample');
    const size = fixed ?? (this.#batches ? input.prompts.length : 1);
    const outputs: Float32Array[] = [];
    for (let start = 0; start < input.prompts.length; start += size) {
      const prompts = input.prompts.slice(start, start + size);
      outputs.push(...(await this.#run({ ...input, prompts }, size)).slice(0, prompts.length));
    }
    return outputs;
  }

  /** Rows of a fixed batch that there is no prompt for repeat the last one. */
  async #run({ latents, timestep, prompts, guidanceScale }: DenoiserInput, batch: number): Promise<Float32Array[]> {
    const { channels, height, width } = this.#shape;
    const rows = Array.from({ length: batch }, (_, row) => prompts[row] ?? prompts.at(-1)).filter(
      (prompt) => prompt !== undefined,
    );
    const [{ tokens, width: textWidth } = { tokens: 0, width: 0 }] = rows;
    const values: Record<string, GraphValue> = {
      sample: { data: repeat(latents, batch), dims: [batch, channels, height, width] },
      timestep: this.#timestep(timestep, batch),
      encoder_hidden_states: { data: join(rows.map(({ hidden }) => hidden)), dims: [batch, tokens, textWidth] },
    };
    if (this.graph.inputs.has('text_embeds')) {
      const pooled = rows.map((row) => {
        if (!row.pooled) throw new CodedError('model-failed', 'no text encoder gives "text_embeds"');
        return row.pooled;
      });
      values.text_embeds = { data: join(pooled), dims: [batch, pooled[0]?.length ?? 0] };
    }
    if (this.graph.inputs.has('time_ids')) {
      const { width: across, height: down } = this.#pixels;
      values.time_ids = { data: repeat(Float32Array.of(down, across, 0, 0, down, across), batch), dims: [batch, 6] };
    }
    const conditionWidth = this.graph.inputs.get('timestep_cond')?.shape[1];
    if (this.isToldGuidance) {
      const embedding = guidanceEmbedding(guidanceScale - 1, typeof conditionWidth === 'number' ? conditionWidth : 256);
      values.timestep_cond = { data: repeat(embedding, batch), dims: [batch, embedding.length] };
    }
    const results = await this.graph.run(values);
    const output = results.get('out_sample') ?? results.values().next().value;
    if (output?.data.length !== batch * latents.length) {
      throw new CodedError('model-failed', `${this.graph.name} gives [${output?.dims.join() ?? ''}]`);
    }
    const { data } = output;
    return Array.from({ length: batch }, (_, row) => data.subarray(row * latents.length, (row + 1) * latents.length));
  }

  #timestep(timestep: number, batch: number): GraphValue {
    const shape = this.graph.inputs.get('timestep')?.shape ?? [];
    if (shape.length === 0) return { data: Float32Array.of(timestep), dims: [] };
    const length = typeof shape[0] === 'number' ? shape[0] : batch;
    return { data: new Float32Array(length).fill(timestep), dims: [length] };
  }
}

/**
 * Guidance as networks distilled with it are told it: sines and cosines of 1000·scale, at frequencies from 1 to
 * 1/10000. Luo et al., Latent Consistency Models (2023); diffusers' `get_guidance_scale_embedding`.
 */
export function guidanceEmbedding(scale: number, width: number): Float32Array {
  const half = width >> 1;
  const embedding = new Float32Array(width);
  for (let i = 0; i < half; i++) {
    const angle = scale * 1000 * Math.exp((-Math.log(10_000) * i) / (half - 1));
    embedding[i] = Math.sin(angle);
    embedding[half + i] = Math.cos(angle);
  }
  return embedding;
}

function repeat(data: Float32Array, times: number): Float32Array {
  return times === 1 ? data : join(Array.from({ length: times }, () => data));
}

function join(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
