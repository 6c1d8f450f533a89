import { openAsBlob, readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { expect, it, test } from 'vitest';
import { CodedError } from '../../../messages/errors';
import { Graph } from '../../../models/runtime/graph';
import { contractFor } from '../../../models/catalog/contract';
import { matchGraph, modelOf } from '../../../models/import/match';
import { matchPreviewDecoder } from '../../../models/import/match-preview-decoder';
import { probeImageModel } from '../../../models/import/probe';
import { probePreviewDecoder } from '../../../models/import/probe-preview-decoder';
import { inspectGraph } from '../../../models/onnx/inspect';
import { sharedFile, sharedNetworks } from '../../support/shared';
import { inEnglish } from './in-english';
import { openGraph } from './open-graph';

/** Every network of the reference material: the tool that takes it, or why none does. */
const outcomes: Record<string, string> = {
  'golden/tiny-sd/text_encoder/model.onnx': 'import-no-tool: it takes input input_ids (int32)',
  'golden/tiny-sd/unet/model.onnx': 'import-no-tool: it takes input timestep (int64)',
  'golden/tiny-sd/unet_f16io/model.onnx': 'import-no-tool: it takes 3 inputs: sample, timestep, encoder_hidden_states',
  'golden/tiny-sd/vae_decoder/model.onnx': 'previews, minus-one-one',
  'golden/tiny-sd/vae_encoder/model.onnx': 'import-no-tool: it gives no picture of the same shape',
  'golden/tiny-sdxl/text_encoder/model.onnx': 'import-no-tool: it takes input input_ids (int32)',
  'golden/tiny-sdxl/text_encoder_2/model.onnx': 'import-no-tool: it takes input input_ids (int64)',
  'golden/tiny-sdxl/unet/model.onnx': 'import-no-tool: it takes input timestep (int64)',
  'golden/tiny-sdxl/vae_decoder/model.onnx': 'previews, minus-one-one',
  'golden/tiny-sdxl/vae_encoder/model.onnx': 'import-no-tool: it gives no picture of the same shape',
  'weights/denoise_waifu2x_cunet_noise1_x1.onnx': 'repair ×1',
  'weights/diffusion_mnist_dit_classcond.onnx': 'import-no-tool: it takes input timestep (int64)',
  'weights/face_ultraface_rfb320.onnx': 'face-detector for blur-faces',
  'weights/face_yunet_n_320.onnx': 'face-detector for blur-faces',
  'weights/face_yunet_n_dynamic.onnx': 'face-detector for blur-faces',
  'weights/lowlight_agllnet_256.onnx': 'brightener for light',
  'weights/lowlight_tbefn_320x480.onnx': 'brightener for light',
  'weights/seg_deeplab_voc21.onnx': 'subject for cut-out',
  'weights/seg_prisma_nchw.onnx': 'subject for cut-out',
  'weights/seg_sinet_portrait_softmax.onnx': 'subject for cut-out',
  'weights/sr_espcn_y_x3.onnx': 'import-no-tool: it takes 1-channel input, not 3-channel',
  'weights/sr_waifu2x_cunet_x2.onnx': 'enlarge ×2',
  'weights/sr_waifu2x_upconv7_photo_x2.onnx': 'enlarge ×2',
  'weights/style_rain_princess.onnx': 'restyle ×1',
  'weights/style_udnie.onnx': 'restyle ×1',
  'weights/vae_taef2_decoder.onnx': 'import-no-tool: it takes 32-channel input, not 3-channel',
  'weights/vae_taef2_encoder.onnx': 'import-no-tool: it gives 32-channel output, not 3-channel',
};

test('the table names every network', () => {
  expect(sharedNetworks()).toEqual(Object.keys(outcomes).toSorted());
});

it.each(Object.entries(outcomes))('%s: %s', async (path, expected) => {
  const file = sharedFile(path);
  expect(await outcome(file)).toBe(expected);
});

async function outcome(file: string): Promise<string> {
  try {
    const facts = await inspectGraph(await openAsBlob(file), 'model.onnx');
    const contract = contractFor(facts);
    if (contract) return `${contract.model.kind} for ${contract.model.tasks.join(', ')}`;
    if (matchPreviewDecoder(facts, 'model.onnx')) {
      const { range } = await probePreviewDecoder(() => Graph.open(ort, 'model.onnx', { graph: readFileSync(file) }, 'wasm'));
      return `previews, ${range}`;
    }
    const match = matchGraph(facts, 'model.onnx');
    const probed = await probeImageModel(() => openGraph(readFileSync(file)));
    const source = { kind: 'own' as const, files: [{ path: 'model.onnx', bytes: 1, sha256: '0'.repeat(64) }] };
    const model = modelOf(match, probed, { id: 'own-model', name: 'Model', source, graph: 'model.onnx', licence: '' });
    return `${model.tasks.join()} ×${model.scale}`;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return `${error.code}: ${inEnglish(error.detail ?? '')}`;
  }
}
