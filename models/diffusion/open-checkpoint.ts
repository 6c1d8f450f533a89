import { CodedError } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import { z } from '../../messages/zod';
import type { Ort } from '../runtime/ort';
import { CheckpointParts, type CheckpointLayout } from './checkpoint-parts';
import type { Checkpoint } from './generate';

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
 * when they are asked for, and stay open.
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
  const part = (folder: string) => {
    return { graph: graphPath(folder), bytes: 0, f16: false, largestTensor: 0, memoryPerPixel: 0 };
  };
  const config = files.get('vae/config.json') ?? files.get('vae_decoder/config.json');
  const suffixes = isSdxl ? ['', '_2'] : [''];
  const layout: CheckpointLayout = {
    parts: {
      textEncoders: suffixes.map((suffix) => ({ ...part(`text_encoder${suffix}`), tokenizer: `tokenizer${suffix}` })),
      denoiser: part(denoiser),
      vaeDecoder: part('vae_decoder'),
      ...(files.has(graphPath('vae_encoder')) && { vaeEncoder: part('vae_encoder') }),
    },
    latents: latentsOf(await config?.text(), isSdxl),
  };
  return new CheckpointParts(ort, backend, files, layout, Infinity).of(0);
}

function graphPath(folder: string): string {
  return `${folder}/model.onnx`;
}

/**
 * What the VAE's configuration says of latents, where there is one; else what is so of the family.
 *
 * @throws CodedError `model-failed` where it cannot be understood
 */
export function latentsOf(config: string | undefined, isSdxl: boolean): CheckpointLayout['latents'] {
  const { latent_channels, block_out_channels, scaling_factor } = config === undefined ? {} : readVaeConfig(config);
  return {
    channels: latent_channels ?? 4,
    scale: 2 ** ((block_out_channels?.length ?? 4) - 1),
    scalingFactor: scaling_factor ?? (isSdxl ? scalingFactors.sdxl : scalingFactors.sd),
  };
}

function readVaeConfig(text: string): Partial<z.infer<typeof vaeConfig>> {
  try {
    return vaeConfig.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('model-failed', "the VAE's config.json", { cause });
  }
}
