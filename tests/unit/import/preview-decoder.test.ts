import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { Graph } from '../../../models/runtime/graph';
import { matchPreviewDecoder } from '../../../models/import/match-preview-decoder';
import { probePreviewDecoder } from '../../../models/import/probe-preview-decoder';
import type { About } from '../../../models/import/match';
import { inspectGraph } from '../../../models/onnx/inspect';
import { tinyDecoder, type TinyDecoder } from '../../fixtures/preview-decoder';
import { sharedFile } from '../../support/shared';
import { refusal } from './refusal';

const match = async (bytes: Uint8Array<ArrayBuffer>) => matchPreviewDecoder(await inspectGraph(new Blob([bytes]), 'm.onnx'), 'm.onnx');
const read = (path: string) => new Uint8Array(readFileSync(sharedFile(path)));

const files = [{ path: 'm.onnx', bytes: 5, sha256: 'a'.repeat(64) }];
const about = (name: string, graph = 'm.onnx'): About => ({ id: 'own-tiny', name, source: { kind: 'own', files }, graph, licence: '' });

describe('a graph from latents to a picture', () => {
  test('is matched by its shape, free or fixed', async () => {
    expect((await match(tinyDecoder({ range: 'zero-one' })))?.(about('tiny'))).toMatchObject({ kind: 'preview-decoder', family: 'sd' });
    expect(await match(tinyDecoder({ range: 'zero-one', side: 64 }))).toBeDefined();
    expect(await match(read('golden/tiny-sd/vae_decoder/model.onnx'))).toBeDefined();
  });

  test.each([
    'golden/tiny-sd/vae_encoder/model.onnx',
    'golden/tiny-sd/unet/model.onnx',
    'weights/vae_taef2_decoder.onnx',
    'weights/sr_waifu2x_cunet_x2.onnx',
    'weights/seg_sinet_portrait_softmax.onnx',
  ])('is not %s', async (path) => {
    expect(await match(read(path))).toBeUndefined();
  });

  test('is refused where it is as large as that of a whole checkpoint', async () => {
    expect(await refusal(() => match(tinyDecoder({ range: 'zero-one', ballast: 17e6 })), 'import-no-tool')).toBe('it decodes latents, but is too large for previews');
  });

  test('is of the family that a name says, and of SD where none does', async () => {
    const decoder = await match(tinyDecoder({ range: 'zero-one' }));
    const hub = (repo: string): About => ({ ...about('x', 'vae_decoder/model.onnx'), source: { kind: 'hub', repo, files: [{ path: 'vae_decoder/model.onnx' }] } });
    expect(decoder?.(about('TAESDXL decoder')).family).toBe('sdxl');
    expect(decoder?.(about('x', 'taesdxl/model.onnx')).family).toBe('sdxl');
    expect(decoder?.(hub('julienkay/taesdxl')).family).toBe('sdxl');
    expect(decoder?.(hub('julienkay/taesd')).family).toBe('sd');
    expect(decoder?.(about('decoder')).family).toBe('sd');
  });
});

describe('trying one', () => {
  const probe = (decoder: TinyDecoder) => probePreviewDecoder(() => Graph.open(ort, 'tiny', { graph: tinyDecoder(decoder) }, 'wasm'));

  test.each(['zero-one', 'minus-one-one'] as const)('tells that it gives %s', async (range) => {
    expect(await probe({ range })).toEqual({ range });
    expect(await probe({ range, side: 24 })).toEqual({ range });
  });

  test('refuses what gives another size, no numbers, or does not open', async () => {
    expect(await refusal(() => probe({ range: 'zero-one', scale: 4 }), 'import-no-tool')).toBe('it gives no picture of 8 times the size of its latents');
    await refusal(() => probe({ range: 'zero-one', breaksAbove: 100 }), 'import-run-failed');
    await refusal(() => probePreviewDecoder(() => Graph.open(ort, 'tiny', { graph: new Uint8Array([8, 8]) }, 'wasm')), 'import-run-failed');
  });
});
