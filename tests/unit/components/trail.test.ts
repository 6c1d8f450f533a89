import { expect, test } from 'vitest';
import { createEditorStore, type EditorStore } from '../../../components/editor/store';
import { activePicture, currentRevision } from '../../../components/editor/history';
import { emptyMask, initialBrush, maskFor, withShape, type PictureMask } from '../../../components/editor/marking';
import type { Picture } from '../../../components/editor/state';
import { canStep, canStepMarks, step } from '../../../components/editor/steps';
import { emptyTrail, mostSteps } from '../../../components/editor/trail';

const size = { width: 400, height: 200 };

function setUp(): EditorStore {
  const store = createEditorStore({
    pictures: [],
    activeId: undefined,
    watchesMaking: false,
    previousId: undefined,
    task: 'repaint',
    pictureTask: 'repaint',
    options: {},
    brush: initialBrush,
    models: {},
    library: undefined,
    backend: 'auto',
    job: undefined,
    batch: undefined,
  partial: {},
    ended: undefined,
    device: undefined,
    failure: undefined,
    opening: 0,
    letGo: 0,
  });
  const original = { id: 'original', blob: new Blob(['a']), ...size, task: undefined, safe: true, madeAt: 0 };
  const about = { id: 'a', name: 'a', description: '', acquisition: 'file', animated: false, sixteenBit: false } as const;
  store.dispatch({ type: 'picture-opened', picture: { ...about, original, results: [], position: 0, trail: emptyTrail } });
  return store;
}

function picture(store: EditorStore): Picture {
  const active = activePicture(store.get());
  if (!active) throw new Error('no picture');
  return active;
}

function change(store: EditorStore, to: (mask: PictureMask) => PictureMask): void {
  store.dispatch({ type: 'mask-changed', pictureId: 'a', mask: to(maskFor(picture(store).mask, currentRevision(picture(store)))) });
}

function mark(store: EditorStore, x: number): void {
  change(store, (mask) => withShape(mask, { kind: 'rectangle', erase: false, x, y: 0, width: 5, height: 5 }));
}

function start(store: EditorStore, id: string, task = 'repaint'): void {
  const progress = { stage: 'preparing', done: 0, total: 0 } as const;
  const job = { id, pictureId: 'a', making: undefined, task, keepsOthers: task === 'repaint', turn: 0, turns: 1, isWatched: false, progress, at: 0, start: undefined };
  store.dispatch({ type: 'job-started', job });
}

function run(store: EditorStore, id: string, task = 'repaint'): void {
  start(store, id, task);
  const made = task === 'repaint' ? { made: { options: {}, model: undefined, modelName: '', unfinished: false } } : {};
  const result = { id, blob: new Blob([id]), ...size, task, safe: false, madeAt: 0, ...made };
  store.dispatch({ type: 'job-finished', jobId: id, result, device: { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' } });
}

/** What is looked at, and the left edges of what is marked. */
function seen(store: EditorStore): string {
  const { mask } = picture(store);
  const marks = mask?.mask.shapes.map((shape) => (shape.kind === 'rectangle' ? shape.x : '?')) ?? [];
  return [currentRevision(picture(store)).id, ...marks].join(' ');
}

test('undo takes back what was done last, marks and results alike, and redo brings it back', () => {
  const store = setUp();
  const course = [seen(store)];
  for (const act of [() => mark(store, 1), () => run(store, 'r1'), () => mark(store, 2), () => mark(store, 3), () => run(store, 'r2')]) {
    act();
    course.push(seen(store));
  }
  expect(course).toEqual(['original', 'original 1', 'r1 1', 'r1 1 2', 'r1 1 2 3', 'r2 1 2 3']);
  const back = [seen(store)];
  while (canStep(store.get(), -1)) {
    step(store, -1);
    back.push(seen(store));
  }
  expect(back).toEqual(course.toReversed());
  const again = [seen(store)];
  while (canStep(store.get(), 1)) {
    step(store, 1);
    again.push(seen(store));
  }
  expect(again).toEqual(course);
});

test('another result that was chosen is a step, too', () => {
  const store = setUp();
  run(store, 'r1');
  run(store, 'r2');
  store.dispatch({ type: 'position-changed', position: 0 });
  run(store, 'r3');
  expect(picture(store).results.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
  step(store, -1);
  expect(seen(store)).toBe('original');
  step(store, -1);
  expect(seen(store)).toBe('r2');
});

test('clearing, inverting and moving the feather are steps; a feather that goes on moving is one', () => {
  const store = setUp();
  mark(store, 1);
  const marked = picture(store).mask;
  for (const feather of [4, 5, 6]) change(store, (mask) => ({ ...mask, mask: { ...mask.mask, feather } }));
  change(store, (mask) => ({ ...mask, mask: { ...mask.mask, inverted: true } }));
  change(store, () => emptyMask(size));
  step(store, -1);
  expect(picture(store).mask?.mask).toMatchObject({ inverted: true, feather: 6 });
  step(store, -1);
  expect(picture(store).mask?.mask).toMatchObject({ inverted: false, feather: 6 });
  step(store, -1);
  expect(picture(store).mask).toBe(marked);
  step(store, -1);
  expect(picture(store).mask).toBeUndefined();
  expect(canStep(store.get(), -1)).toBe(false);
});

test('what is done after an undo leaves nothing to redo', () => {
  const store = setUp();
  mark(store, 1);
  step(store, -1);
  expect(canStep(store.get(), 1)).toBe(true);
  mark(store, 2);
  expect(canStep(store.get(), 1)).toBe(false);
  step(store, -1);
  expect(seen(store)).toBe('original');
});

test('marks that come back are seen: the tool that they were made with is shown where the chosen one marks nothing', () => {
  const store = setUp();
  mark(store, 1);
  store.dispatch({ type: 'task-selected', task: 'enlarge' });
  run(store, 'r1', 'enlarge');
  expect(canStepMarks(store.get(), -1)).toBe(false);
  step(store, -1);
  expect(store.get().task).toBe('enlarge');
  expect(canStepMarks(store.get(), -1)).toBe(true);
  step(store, -1);
  expect(seen(store)).toBe('original');
  expect(store.get().task).toBe('repaint');
});

test('nothing leads to a result that is gone, or to where one is already', () => {
  const store = setUp();
  run(store, 'r1', 'enlarge');
  store.dispatch({ type: 'position-changed', position: 0 });
  run(store, 'r2', 'enlarge');
  expect(picture(store).results.map(({ id }) => id)).toEqual(['r2']);
  step(store, -1);
  expect(seen(store)).toBe('original');
  expect(canStep(store.get(), -1)).toBe(false);
});

test('while something runs nothing is undone, and more steps than are kept forget the first', () => {
  const store = setUp();
  mark(store, 1);
  start(store, 'r1');
  step(store, -1);
  expect(seen(store)).toBe('original 1');
  store.dispatch({ type: 'job-ended', jobId: 'r1', failure: undefined });
  for (let i = 0; i < mostSteps + 20; i++) change(store, (mask) => ({ ...mask, mask: { ...mask.mask, inverted: !mask.mask.inverted } }));
  expect(picture(store).trail.past).toHaveLength(mostSteps);
});
