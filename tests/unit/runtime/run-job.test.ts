import { expect, test } from 'vitest';
import type { PreviewPatch } from '../../../messages/editor-port';
import { runJob } from '../../../models/runtime/run-job';
import { meta } from '../../../models/tasks/create/meta';
import { fittingOptions } from '../../../models/tasks/options';
import type { RunTask, Size } from '../../../models/tasks/task';

/** Runs a tool that shows one preview of a size, wanted no larger than 100 pixels. */
async function shown({ width, height }: Size): Promise<PreviewPatch | undefined> {
  let patch: PreviewPatch | undefined;
  const run: RunTask = async (_signal, _options, context) => {
    const pixels = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => Math.floor(at / 4) % width);
    context.previewWhole({ width, height }, pixels);
    expect(await context.openPreviewDecoder('sd')).toBeUndefined();
    await context.createSink({ width: 512, height: 512 }, { alpha: false }).write(new Uint8ClampedArray(512 * 512 * 4));
  };
  const surroundings = {
    device: { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' } as const,
    openModel: () => Promise.reject(new Error('no model')),
    stage: () => undefined,
    preview: { size: 100, show: (one: PreviewPatch) => void (patch = one) },
  };
  await runJob(new AbortController().signal, { meta, run }, { picture: undefined, mask: null, options: fittingOptions(meta) }, surroundings);
  return patch;
}

test('a preview of the whole crosses as it is, unless it is larger than it is shown', async () => {
  expect(await shown({ width: 60, height: 30 })).toMatchObject({ width: 60, height: 30, patchWidth: 60, patchHeight: 30 });
  const large = await shown({ width: 200, height: 120 });
  expect(large).toMatchObject({ width: 100, height: 60, x: 0, y: 0, patchWidth: 100, patchHeight: 60 });
  expect([...(large?.pixels.subarray(0, 8) ?? [])]).toEqual([1, 1, 1, 1, 3, 3, 3, 3]);
  expect(large?.pixels).toHaveLength(100 * 60 * 4);
});
