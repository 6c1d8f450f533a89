import { beforeEach, expect, test, vi } from 'vitest';
import { createEditor } from '../../../components/editor/create-editor';
import { activePicture, currentRevision, inputRevision, isOwnResult } from '../../../components/editor/history';
import { cleared, emptyMask, maskFor, usualFeather, withFound, withShape } from '../../../components/editor/marking';
import type { EditorServices } from '../../../components/editor/services';
import type { Picture, Revision } from '../../../components/editor/state';
import { toolSetup } from '../../../components/editor/tool-setup';
import type { MaskShape } from '../../../images/mask';
import type { JobRequest } from '../../../messages/editor-port';
import { model as u2netp } from '../../../models/catalog/entries/u2netp';
import { meta } from '../../../models/tasks/cut-out/meta';
import { heldModel } from '../library/fake-models';
import { services } from './fake-services';

const size = { width: 1000, height: 500 };
const device = { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' } as const;
const coverage: MaskShape = { kind: 'coverage', erase: false, x: 0, y: 0, ...size, columns: 1, rows: 1, values: new Uint8Array([255]) };
const stroke: MaskShape = { kind: 'stroke', erase: true, radius: 5, points: [1, 1] };

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined, getContext: () => null }) });
});

/** An editor with a picture and a network that finds its subject. */
async function setUp(change: Partial<EditorServices> = {}) {
  const jobs: JobRequest[] = [];
  const editor = createEditor(
    {
      ...services,
      openPicture: (_signal, blob) => Promise.resolve({ blob, ...size, animated: false, sixteenBit: false }),
      findParts: () => Promise.resolve({ shapes: [coverage], device }),
      runJob: (_signal, job) => {
        jobs.push(job);
        return Promise.resolve({ blob: new Blob(['result']), ...size, device });
      },
      ...change,
    },
    'auto',
    {},
  );
  const { store, commands } = editor;
  const models = [heldModel('u2netp', { model: u2netp })];
  store.dispatch({ type: 'library-changed', library: { models, storage: { models: 0, free: 1, persisted: false }, limit: 0 } });
  store.dispatch({ type: 'model-chosen', need: 'cut-out', model: 'u2netp' });
  await commands.openFiles([new File(['a'], 'a.png')]);
  store.dispatch({ type: 'task-selected', task: 'cut-out' });
  const active = (): Picture => {
    const picture = activePicture(store.get());
    if (!picture) throw new Error('nothing is open');
    return picture;
  };
  const mark = (shape: MaskShape): void => {
    const picture = active();
    store.dispatch({ type: 'mask-changed', pictureId: picture.id, mask: withShape(maskFor(picture.mask, size), shape) });
  };
  return { commands, store, jobs, active, mark };
}

test('what was found keeps its own edge, unless another was chosen', () => {
  const empty = emptyMask(size);
  expect(empty.mask.feather).toBe(8);
  const found = withFound(withShape(empty, stroke), [coverage]);
  expect(found.mask).toEqual({ shapes: [coverage], inverted: false, feather: 0 });
  expect(usualFeather(found, found.mask.shapes)).toBe(0);
  // Found again it stays, and where nothing is marked any more strokes are soft again.
  expect(withFound(found, [coverage]).mask.feather).toBe(0);
  expect(cleared(found).mask).toEqual(empty.mask);
  const chosen = { ...empty, mask: { ...empty.mask, feather: 20 } };
  expect(withFound(chosen, [coverage]).mask.feather).toBe(20);
  expect(cleared(withFound(chosen, [coverage])).mask.feather).toBe(20);
});

test('a run finds what is marked, shows the result, and is corrected on what that was made from', async () => {
  const { commands, store, jobs, active, mark } = await setUp();
  await commands.run(512);
  expect(jobs[0]?.mask?.shapes).toEqual([coverage]);
  expect(currentRevision(active()).task).toBe('cut-out');
  expect(isOwnResult(active(), meta)).toBe(true);
  expect(store.get().isCorrecting).toBe(false);

  mark(stroke);
  expect(store.get().isCorrecting).toBe(true);
  expect(inputRevision(active(), meta)).toBe(active().original);
  await commands.run(512);
  // What was found before is not looked for again, and the new result stands in the place of the first.
  expect(jobs[1]?.mask?.shapes).toEqual([coverage, stroke]);
  expect(jobs[1]?.input).toBe(active().original.blob);
  expect(active().results).toHaveLength(1);
  expect(store.get().isCorrecting).toBe(false);
});

test('marks are shown when they are undone, and the result when that is gone back to', async () => {
  const { commands, store, mark } = await setUp();
  await commands.run(512);
  mark(stroke);
  store.dispatch({ type: 'correcting-changed', isCorrecting: false });
  store.dispatch({ type: 'stepped', by: -1 });
  expect(store.get().isCorrecting).toBe(true);
  store.dispatch({ type: 'stepped', by: -1 });
  expect(store.get().isCorrecting).toBe(false);
  for (const type of ['task-selected', 'position-changed'] as const) {
    store.dispatch({ type: 'correcting-changed', isCorrecting: true });
    store.dispatch(type === 'task-selected' ? { type, task: 'cut-out' } : { type, position: 1 });
    expect(store.get().isCorrecting, type).toBe(false);
  }
});

test('where nothing is found nothing runs, and it is said', async () => {
  const { commands, store, jobs } = await setUp({ findParts: () => Promise.resolve({ shapes: [], device }) });
  await commands.run(512);
  expect(jobs).toEqual([]);
  expect(store.get().failure?.code).toBe('nothing-found');
});

test('another open picture goes with the job where it is to be behind, as it is now', async () => {
  const { commands, store, jobs, active } = await setUp();
  store.dispatch({ type: 'options-changed', task: 'cut-out', values: { background: 'picture' } });
  expect(toolSetup(store.get(), meta)).toMatchObject({ isMissing: true, options: { picture: '' } });
  await commands.run(512);
  expect(jobs).toEqual([]);

  const first = active();
  await commands.openFiles([new File(['b'], 'b.png'), new File(['c'], 'c.png')]);
  commands.select(first.id);
  const [, second, third] = store.get().pictures;
  // The first of the others, until one is chosen.
  expect(toolSetup(store.get(), meta)).toMatchObject({ isMissing: false, options: { picture: second?.id } });
  await commands.run(512);
  expect(jobs[0]?.beside).toBe(second?.original.blob);

  store.dispatch({ type: 'options-changed', task: 'cut-out', values: { background: 'picture', picture: third?.id ?? '' } });
  await commands.run(512);
  expect(jobs[1]?.beside).toBe(third?.original.blob);
  commands.close(third?.id ?? '');
  commands.select(first.id);
  expect(toolSetup(store.get(), meta).options.picture).toBe(second?.id);

  store.dispatch({ type: 'options-changed', task: 'cut-out', values: { background: 'blur', picture: second?.id ?? '' } });
  await commands.run(512);
  expect(jobs[2]?.beside).toBeUndefined();
});

test('on a hidden picture made by a model the result is hidden, and said to be partly made by one', async () => {
  const { commands, store, active } = await setUp();
  const first = active();
  const hidden: Revision = { ...first.original, id: 'hidden', blob: new Blob(['h']), source: 'trainedAlgorithmicMedia', looked: { outcome: 'explicit', score: 0.9 }, isVeiled: true };
  store.dispatch({ type: 'picture-opened', picture: { ...first, id: 'other', original: hidden } });
  commands.select(first.id);
  store.dispatch({ type: 'options-changed', task: 'cut-out', values: { background: 'picture' } });
  await commands.run(512);
  expect(currentRevision(active())).toMatchObject({ isVeiled: true, source: 'compositeWithTrainedAlgorithmicMedia' });
});
