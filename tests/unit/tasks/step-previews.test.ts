import * as ort from 'onnxruntime-web';
import { afterEach, expect, test, vi } from 'vitest';
import type { CheckpointModel } from '../../../models/catalog/checkpoint-model';
import { previewDecoderModel } from '../../../models/catalog/model';
import { latentsToRgb } from '../../../models/diffusion/latent-preview';
import { PreviewDecoder } from '../../../models/diffusion/preview-decoder';
import { StepPreviews } from '../../../models/tasks/step-previews';
import { tinyDecoder, type TinyDecoder } from '../../fixtures/preview-decoder';
import { checkpointFiles, describeFiles } from '../../support/checkpoints';
import { wasmDevice } from '../../support/devices';

const described = await describeFiles(await checkpointFiles('tiny-sd'));
const shape = { channels: 4, height: 4, width: 6 };
const clean = Float32Array.from({ length: 96 }, (_, index) => Math.sin(index));

afterEach(() => vi.restoreAllMocks());

function openTiny(decoder: TinyDecoder): Promise<PreviewDecoder> {
  const model = previewDecoderModel.parse({
    id: 'tiny',
    kind: 'preview-decoder',
    name: 'Tiny',
    tasks: ['create'],
    source: { kind: 'own', files: [{ path: 'model.onnx', bytes: 4000, sha256: '0'.repeat(64) }] },
    graph: 'model.onnx',
    licence: '',
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    family: 'sd',
    range: decoder.range,
  });
  return PreviewDecoder.open(ort, model, new Map([['model.onnx', new Blob([tinyDecoder(decoder)])]]), wasmDevice);
}

interface Shown {
  width: number;
  pixels: Uint8ClampedArray;
}

/** Shows steps, and gives what was shown after each; nothing where that was nothing. */
async function run(steps: number, decoder: PreviewDecoder | undefined, preview: CheckpointModel['preview'] = 'sd', room = 1e9) {
  const asked: string[] = [];
  let last: Shown | undefined;
  const previews = await StepPreviews.of(
    { model: { ...described, preview }, roomLeft: () => room },
    {
      openPreviewDecoder: (family) => {
        asked.push(family);
        return Promise.resolve(decoder);
      },
    },
    ({ width }, pixels) => (last = { width, pixels }),
  );
  const shown: (Shown | undefined)[] = [];
  for (let index = 0; index < steps; index++) {
    last = undefined;
    await previews?.show({ index, steps, clean, shape });
    shown.push(last);
  }
  return { asked, shown, widths: shown.map((one) => one?.width) };
}

test('without a decoder every step is shown as its linear estimate', async () => {
  const { asked, shown } = await run(3, undefined, 'sdxl');
  expect(asked).toEqual(['sdxl']);
  expect(shown).toEqual(new Array(3).fill({ width: 6, pixels: latentsToRgb(clean, shape, 'sdxl') }));
});

test('pixels need no decoder, and latents of which nothing is known are not shown', async () => {
  expect(await run(1, undefined, 'pixels')).toMatchObject({ asked: [], widths: [6] });
  expect(await run(1, undefined, 'none')).toMatchObject({ asked: [], widths: [undefined] });
});

test('with one they are decoded; a step that is skipped keeps what is shown, unless for long', async () => {
  const decoder = await openTiny({ range: 'zero-one' });
  const { shown } = await run(1, decoder);
  expect(shown[0]?.width).toBe(48);
  expect(shown[0]?.pixels.filter((_, at) => at % 4 === 2).every((blue) => blue === 255)).toBe(true);

  // Time passes in previews alone, so that only the first is within the budget.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  expect((await run(6, decoder)).widths).toEqual([48, undefined, undefined, undefined, 6, 6]);
});

test('with too little room they are not decoded', async () => {
  expect((await run(2, await openTiny({ range: 'zero-one' }), 'sd', 100)).widths).toEqual([6, 6]);
});

test('one that fails gives way to the estimate, at once and for good, and developers are told', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const broken = await openTiny({ range: 'zero-one', breaksAbove: 20 });
  const decode = vi.spyOn(broken, 'decode');
  expect((await run(3, broken)).widths).toEqual([6, 6, 6]);
  expect(decode).toHaveBeenCalledTimes(1);
  expect(broken.isBroken).toBe(true);
  expect(told.mock.calls[0]?.[0]).toBe('previews by tiny: not-finite');
});
