import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { previewDecoderModel, type PreviewDecoderModel } from '../../../models/catalog/model';
import { Graph } from '../../../models/runtime/graph';
import { PreviewDecoder } from '../../../models/diffusion/preview-decoder';
import { findRange, type PreviewGraph } from '../../../models/diffusion/preview-graph';
import { averageLatents, largestPreviewPixels, previewFactor } from '../../../models/diffusion/preview-size';
import { tinyDecoder, type TinyDecoder } from '../../fixtures/preview-decoder';
import { wasmDevice } from '../../support/devices';
import { sharedFile } from '../../support/shared';

const graphOf = (bytes: Uint8Array): Promise<Graph> => Graph.open(ort, 'decoder', { graph: bytes }, 'wasm');

/** The same network as diffusers wraps it: its values times two, less one. */
function wrapped(graph: Graph): PreviewGraph {
  const { name, inputs, outputs } = graph;
  return {
    name,
    inputs,
    outputs,
    async run(values) {
      const results = await graph.run(values);
      return new Map([...results].map(([output, { data, dims }]) => [output, { data: data.map((value) => value * 2 - 1), dims }]));
    },
  };
}

describe('what the values of a decoder mean', () => {
  test('is found out of a network that was trained, as its authors give it and as diffusers wraps it', async () => {
    const taef2 = await graphOf(readFileSync(sharedFile('weights/vae_taef2_decoder.onnx')));
    expect(await findRange(taef2)).toBe('zero-one');
    expect(await findRange(wrapped(taef2))).toBe('minus-one-one');
    await taef2.release();
  });

  test.each(['zero-one', 'minus-one-one'] as const)('is found out of small ones: %s', async (range) => {
    expect(await findRange(await graphOf(tinyDecoder({ range })))).toBe(range);
    expect(await findRange(await graphOf(tinyDecoder({ range, side: 12 })))).toBe(range);
  });
});

function entry(change: Partial<PreviewDecoderModel> = {}): PreviewDecoderModel {
  return previewDecoderModel.parse({
    id: 'tiny',
    kind: 'preview-decoder',
    name: 'Tiny',
    tasks: ['create'],
    source: { kind: 'own', files: [{ path: 'model.onnx', bytes: 4000, sha256: '0'.repeat(64) }] },
    graph: 'model.onnx',
    licence: '',
    needs: { f16: false, workingMemory: 36 * largestPreviewPixels, largestTensor: 0 },
    family: 'sd',
    ...change,
  });
}

const open = (decoder: TinyDecoder, change?: Partial<PreviewDecoderModel>): Promise<PreviewDecoder> =>
  PreviewDecoder.open(ort, entry(change), new Map([['model.onnx', new Blob([tinyDecoder(decoder)])]]), wasmDevice);

const shape = { channels: 4, height: 2, width: 3 };
/** First latents 0.4, 0, −0.4 in both rows, second ones −2, others 5. */
const latents = Float32Array.from([0.4, 0, -0.4, 0.4, 0, -0.4, ...new Array<number>(6).fill(-2), ...new Array<number>(12).fill(5)]);

describe('a decoder', () => {
  test.each<[TinyDecoder['range'], Partial<PreviewDecoderModel>]>([
    ['zero-one', { range: 'zero-one' }],
    ['minus-one-one', { range: 'minus-one-one' }],
    ['zero-one', {}],
    ['minus-one-one', {}],
  ])('of %s gives pixels, its range known or found out: %o', async (range, change) => {
    const preview = await (await open({ range }, change)).decode(latents, shape, 1e9);
    expect([preview?.width, preview?.height]).toEqual([24, 16]);
    const at = (x: number, y: number) => preview?.pixels.slice((y * 24 + x) * 4, (y * 24 + x) * 4 + 4);
    for (const y of [0, 7, 8, 15]) {
      expect([...(at(0, y) ?? [])]).toEqual([153, 0, 255, 255]);
      expect([...(at(8, y) ?? [])]).toEqual([128, 0, 255, 255]);
      expect([...(at(23, y) ?? [])]).toEqual([102, 0, 255, 255]);
    }
  });

  test('without room shows latents more coarsely, and then not at all', async () => {
    const decoder = await open({ range: 'zero-one' }, { range: 'zero-one' });
    const weights = 2 * 4000;
    const places = (count: number) => weights + 36 * 64 * count;
    const widths = await Promise.all(
      [places(6), places(6) - 1, places(2), places(1), places(1) - 1].map(async (room) => (await decoder.decode(latents, shape, room))?.width),
    );
    expect(widths).toEqual([24, 16, 16, 8, undefined]);
  });

  test('whose graph fixes its size shows nothing of another size', async () => {
    const decoder = await open({ range: 'zero-one', side: 4 }, { range: 'zero-one' });
    expect(await decoder.decode(latents, shape, 1e9)).toBeUndefined();
    expect(await decoder.decode(new Float32Array(64), { channels: 4, height: 4, width: 4 }, 1e9)).toMatchObject({ width: 32, height: 32 });
  });

  test('that gives no numbers fails', async () => {
    const decoder = await open({ range: 'zero-one', breaksAbove: 20 }, { range: 'zero-one' });
    await expect(decoder.decode(latents, shape, 1e9)).rejects.toMatchObject({ code: 'not-finite' });
    await expect(open({ range: 'zero-one', breaksAbove: 20 })).rejects.toMatchObject({ code: 'not-finite' });
  });
});

describe('the size of previews', () => {
  const plenty = { memoryPerPixel: 768, room: Infinity, largestBuffer: Infinity };

  test('is the size of the picture up to a bound', () => {
    expect(previewFactor({ channels: 4, height: 64, width: 64 }, plenty)).toBe(1);
    expect(previewFactor({ channels: 4, height: 96, width: 96 }, plenty)).toBe(1);
    expect(previewFactor({ channels: 4, height: 128, width: 128 }, plenty)).toBe(2);
    expect(previewFactor({ channels: 4, height: 1024, width: 1024 }, plenty)).toBeUndefined();
  });

  test('is one whose widest value a GPU binds at once', () => {
    const firefox = { ...plenty, largestBuffer: 128 * 2 ** 20 };
    expect(previewFactor({ channels: 4, height: 64, width: 64 }, firefox)).toBe(1);
    expect(previewFactor({ channels: 4, height: 96, width: 96 }, firefox)).toBe(2);
  });

  test('comes from means of latents', () => {
    const plane = (start: number) => Array.from({ length: 6 }, (_, index) => start + index);
    const { data, shape: small } = averageLatents(Float32Array.from([...plane(0), ...plane(10)]), { channels: 2, height: 2, width: 3 }, 2);
    expect(small).toEqual({ channels: 2, height: 1, width: 2 });
    expect([...data]).toEqual([2, 3.5, 12, 13.5]);
  });
});
