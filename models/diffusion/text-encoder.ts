import { CodedError } from '../../messages/errors';
import type { FloatValue, Graph } from '../runtime/graph';
import type { PromptTokenizer } from './tokenizer';

/** A tokenizer and the network that reads its tokens. */
export interface TextEncoder {
  tokenizer: PromptTokenizer;
  /** The network, until another one is opened. */
  open: () => Promise<Graph>;
}

/** What a denoiser is told about one prompt. */
export interface Conditioning {
  /** [tokens, width], row by row. */
  hidden: Float32Array;
  tokens: number;
  width: number;
  /** Of the whole prompt: the second encoder's projection, where there is one. */
  pooled: Float32Array | undefined;
}

/** What one encoder says of a prompt. */
interface Reading {
  hidden: FloatValue;
  pooled: Float32Array | undefined;
}

/**
 * Reads prompts with one encoder, or with the two of SDXL, whose widths are then laid side by side. Each is opened
 * once, and done with when the next is.
 *
 * @throws CodedError `model-failed` where the graphs are no text encoders, or read prompts of different lengths
 */
export async function encodePrompts(encoders: readonly TextEncoder[], prompts: readonly string[]): Promise<Conditioning[]> {
  const readings: Reading[][] = prompts.map(() => []);
  for (const { tokenizer, open } of encoders) {
    const graph = await open();
    // One after the other: onnxruntime runs one session at a time.
    for (const [index, prompt] of prompts.entries()) readings[index]?.push(await encodeWith(tokenizer, graph, prompt));
  }
  return readings.map(sideBySide);
}

function sideBySide(parts: readonly Reading[]): Conditioning {
  const widths = parts.map(({ hidden }) => hidden.dims[2] ?? 0);
  const tokens = parts[0]?.hidden.dims[1] ?? 0;
  const width = widths.reduce((sum, each) => sum + each, 0);
  const hidden = new Float32Array(tokens * width);
  let column = 0;
  for (const [index, part] of parts.entries()) {
    const own = widths[index] ?? 0;
    if (part.hidden.dims[1] !== tokens) throw new CodedError('model-failed', 'text encoders of different lengths');
    for (let row = 0; row < tokens; row++) {
      hidden.set(part.hidden.data.subarray(row * own, (row + 1) * own), row * width + column);
    }
    column += own;
  }
  return { hidden, tokens, width, pooled: parts.find(({ pooled }) => pooled)?.pooled };
}

async function encodeWith(tokenizer: PromptTokenizer, graph: Graph, prompt: string): Promise<Reading> {
  const { ids } = tokenizer.tokenize(prompt);
  // A graph with a fixed batch of two is told the same twice.
  const batch = graph.fixedBatch('input_ids') ?? 1;
  const rows = new Int32Array(batch * ids.length);
  for (let row = 0; row < batch; row++) rows.set(ids, row * ids.length);
  const results = await graph.run({ input_ids: { data: rows, dims: [batch, ids.length] } });
  const hidden = results.get(hiddenOutput(graph));
  if (hidden?.dims.length !== 3 || hidden.dims[1] !== ids.length) {
    throw new CodedError('model-failed', `${graph.name} gives [${hidden?.dims.join() ?? ''}]`);
  }
  const pooled = results.get('text_embeds');
  return {
    hidden: { data: hidden.data.subarray(0, hidden.data.length / batch), dims: [1, ...hidden.dims.slice(1)] },
    pooled: pooled?.data.subarray(0, pooled.data.length / batch),
  };
}

/**
 * The last layer of SD's encoder, after its normalisation; of SDXL's two, the layer before the last, which their
 * exports name by its number. An export that names several layers has them in order, and the last is the one.
 */
function hiddenOutput({ outputs }: Graph): string {
  return outputs.findLast((name) => name.startsWith('hidden_states.')) ?? 'last_hidden_state';
}
