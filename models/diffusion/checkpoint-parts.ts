import type { Device } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import { weightsOnBackend } from '../catalog/demands';
import type { CheckpointModel, CheckpointPart } from '../catalog/checkpoint-model';
import { graphBytesOf } from '../runtime/graph-bytes';
import type { Ort } from '../runtime/ort';
import { clipTokenizerFile } from './clip-tokenizer-file';
import type { Checkpoint } from './generate';
import { Graph } from '../runtime/graph';
import { PartShelf, type Part } from './part-shelf';
import { PromptMemory } from './prompt-memory';
import { encodePrompts, type Conditioning, type TextEncoder } from './text-encoder';
import { openTokenizer, type PromptTokenizer } from './tokenizer';

/** What is to be known of a checkpoint to run its graphs. */
export type CheckpointLayout = Pick<CheckpointModel, 'parts' | 'latents'>;

/** Prompts whose meaning is kept: a prompt, what it leads away from, and some that were tried before. */
const keptPrompts = 8;

/** The parts of a checkpoint, kept open from run to run as far as there is room. */
export class CheckpointParts {
  readonly layout: CheckpointLayout;
  readonly #files: ReadonlyMap<string, Blob>;
  readonly #backend: Device['backend'];
  readonly #shelf: PartShelf;
  readonly #tokenizers = new Map<string, Promise<PromptTokenizer>>();
  readonly #prompts = new PromptMemory(keptPrompts);

  /**
   * @param files of the checkpoint by path.
   * @param room bytes that open parts may take together, with what a run needs.
   */
  constructor(ort: Ort, backend: Device['backend'], files: ReadonlyMap<string, Blob>, layout: CheckpointLayout, room: number) {
    this.layout = layout;
    this.#files = files;
    this.#backend = backend;
    this.#shelf = new PartShelf(room, async ({ graph, optimization }) =>
      Graph.open(ort, graph, await graphBytesOf(graph, files), backend, optimization),
    );
  }

  /** The checkpoint for a picture of this many pixels. */
  of(pixels: number): Checkpoint {
    const { parts, latents } = this.layout;
    const { vaeDecoder, vaeEncoder } = parts;
    return {
      encode: (prompts) => this.#encode(prompts, pixels),
      denoiser: (prompts) => this.#shelf.use(this.#part(parts.denoiser, 3), pixels * prompts),
      vaeDecoder: vaeDecoder && (() => this.#shelf.use(this.#part(vaeDecoder, 2), pixels)),
      vaeEncoder: vaeEncoder && (() => this.#shelf.use(this.#part(vaeEncoder, 1), pixels)),
      scalingFactor: latents.scalingFactor,
      latentChannels: latents.channels,
      latentScale: latents.scale,
    };
  }

  /** Bytes that a run of a part may take when all others are released. */
  roomFor(part: CheckpointPart): number {
    return this.#shelf.roomBeside(this.#part(part, 0));
  }

  /** Bytes that something else may take as things stand. */
  get roomLeft(): number {
    return this.#shelf.roomLeft;
  }

  /** Tokenizers of the text encoders, in their order. */
  tokenizers(): Promise<readonly PromptTokenizer[]> {
    return Promise.all(this.layout.parts.textEncoders.map(({ tokenizer }) => this.#tokenizer(tokenizer)));
  }

  release(): Promise<void> {
    this.#prompts.forget();
    return this.#shelf.release();
  }

  /** Text encoders go first where memory is short: a prompt is read once. The denoiser, the largest, goes last. */
  #part(part: CheckpointPart, worth: number): Part {
    const { graph, memoryPerPixel } = part;
    const weights = weightsOnBackend(part, this.#backend);
    // A fusion of onnxruntime breaks CLIP's encoders.
    return { graph, weights, memoryPerPixel, worth, optimization: worth === 0 ? 'basic' : 'all' };
  }

  async #encode(prompts: readonly string[], pixels: number): Promise<readonly Conditioning[]> {
    const tokenizers = await this.tokenizers();
    const encoders = this.layout.parts.textEncoders.flatMap((part, index): TextEncoder[] => {
      const tokenizer = tokenizers[index];
      return tokenizer ? [{ tokenizer, open: () => this.#shelf.use(this.#part(part, 0), pixels) }] : [];
    });
    return this.#prompts.recall(prompts, (unknown) => encodePrompts(encoders, unknown));
  }

  #tokenizer(folder: string): Promise<PromptTokenizer> {
    const known = this.#tokenizers.get(folder);
    if (known) return known;
    const opened = this.#openTokenizer(folder);
    this.#tokenizers.set(folder, opened);
    opened.catch(() => this.#tokenizers.delete(folder));
    return opened;
  }

  async #openTokenizer(folder: string): Promise<PromptTokenizer> {
    const file = (name: string) => this.#files.get(`${folder}/${name}`);
    const [vocab, merges, config] = [file('vocab.json'), file('merges.txt'), file('tokenizer_config.json')];
    const tokenizer = file('tokenizer.json') ?? (vocab && merges && (await clipTokenizerFile(vocab, merges)));
    if (!tokenizer || !config) throw new CodedError('model-failed', `no ${folder}/tokenizer.json with its configuration`);
    return openTokenizer({ tokenizer, config, specialTokens: file('special_tokens_map.json') });
  }
}
