import { CodedError } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import { z } from '../../messages/zod';
import { graphBytesOf } from '../runtime/graph-bytes';
import type { Ort } from '../runtime/ort';
import type { Checkpoint } from './generate';
import { Graph } from './graph';
import type { TextEncoder } from './text-encoder';
import { openTokenizer } from './tokenizer';

/** What a VAE's `config.json` says, as far as it matters. */
const vaeConfig = z.looseObject({
  scaling_factor: z.number().positive().optional(),
  block_out_channels: z.array(z.number()).min(1).optional(),
  latent_channels: z.int().positive().optional(),
});

/** Scaling factors that diffusers' configurations give, for exports that come without them. */
const scalingFactors = { sd: 0.18215, sdxl: 0.13025 } as const;

export interface CheckpointOptions {
  /** Folder of the denoiser, where an export has several. */
  denoiser?: string;
}

/**
 * A checkpoint in the folders that exports of Stable Diffusion and SDXL have: `text_encoder/`, `text_encoder_2/`,
 * `unet/`, `vae_decoder/`, `vae_encoder/` with a `model.onnx` each, `tokenizer/`, `tokenizer_2/`. Graphs are opened
 * when they are asked for, once.
 *
 * @throws CodedError `model-failed` where a part is missing that every checkpoint has
 */
export async function openCheckpoint(
  ort: Ort,
  backend: Device['backend'],
  files: ReadonlyMap<string, Blob>,
  { denoiser = 'unet' }: CheckpointOptions = {},
): Promise<Checkpoint> {
  for (const folder of ['text_encoder', denoiser, 'vae_decoder']) {
    if (!files.has(graphPath(folder))) throw new CodedError('model-failed', `no ${graphPath(folder)}`);
  }
  const isSdxl = files.has(graphPath('text_encoder_2'));
  const config = await readVaeConfig(files);
  const opened = new Map<string, Promise<Graph>>();
  const open = (folder: string, optimization: 'basic' | 'all' = 'all'): Promise<Graph> => {
    const graph =
      opened.get(folder) ??
      graphBytesOf(graphPath(folder), files).then((bytes) => Graph.open(ort, folder, bytes, backend, optimization));
    opened.set(folder, graph);
    return graph;
  };
  let encoders: Promise<readonly TextEncoder[]> | undefined;
  return {
    textEncoders: () => (encoders ??= openTextEncoders(files, open, isSdxl ? ['', '_2'] : [''])),
    denoiser: () => open(denoiser),
    vaeDecoder: () => open('vae_decoder'),
    vaeEncoder: files.has(graphPath('vae_encoder')) ? () => open('vae_encoder') : undefined,
    scalingFactor: config.scaling_factor ?? (isSdxl ? scalingFactors.sdxl : scalingFactors.sd),
    latentChannels: config.latent_channels ?? 4,
    latentScale: 2 ** ((config.block_out_channels?.length ?? 4) - 1),
  };
}

function graphPath(folder: string): string {
  return `${folder}/model.onnx`;
}

async function openTextEncoders(
  files: ReadonlyMap<string, Blob>,
  open: (folder: string, optimization: 'basic') => Promise<Graph>,
  suffixes: readonly string[],
): Promise<readonly TextEncoder[]> {
  const encoders: TextEncoder[] = [];
  for (const suffix of suffixes) {
    const folder = `tokenizer${suffix}`;
    const tokenizer = files.get(`${folder}/tokenizer.json`);
    const config = files.get(`${folder}/tokenizer_config.json`);
    if (!tokenizer || !config) throw new CodedError('model-failed', `no ${folder}/tokenizer.json with its configuration`);
    encoders.push({
      tokenizer: await openTokenizer({ tokenizer, config, specialTokens: files.get(`${folder}/special_tokens_map.json`) }),
      graph: await open(`text_encoder${suffix}`, 'basic'),
    });
  }
  return encoders;
}

async function readVaeConfig(files: ReadonlyMap<string, Blob>): Promise<z.infer<typeof vaeConfig>> {
  const path = ['vae/config.json', 'vae_decoder/config.json'].find((each) => files.has(each));
  const text = path === undefined ? '{}' : await files.get(path)?.text();
  try {
    return vaeConfig.parse(JSON.parse(text ?? '{}'));
  } catch (cause) {
    throw new CodedError('model-failed', path ?? '', { cause });
  }
}
