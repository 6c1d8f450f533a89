import { beforeEach, expect, test, vi } from 'vitest';
import { maxCoverageShapes, type MaskShape } from '../../../images/mask';
import type { Device, FoundParts, Hint, JobRequest } from '../../../messages/editor-port';
import { CodedError } from '../../../messages/errors';
import { createEditor } from '../../../components/editor/create-editor';
import type { Editor } from '../../../components/editor/context';
import { beginDrawing, continueDrawing, hintOf } from '../../../components/editor/drawing';
import { cleared, emptyMask, hasRoomForObject, initialBrush, withHint, withObject, withoutObject, withShape } from '../../../components/editor/marking';
import { services } from './fake-services';

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
});

const device: Device = { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' };
const size = { width: 4, height: 2 };
const place = (x: number, isPart = true): Hint => ({ x, y: 1, isPart });
const stroke: MaskShape = { kind: 'stroke', erase: false, radius: 1, points: [1, 1] };

function coverage(value: number, erase = false): Extract<MaskShape, { kind: 'coverage' }> {
  return { kind: 'coverage', erase, x: 0, y: 0, ...size, columns: 1, rows: 1, values: Uint8Array.of(value) };
}

const pointing = { ...initialBrush, kind: 'object' } as const;

test('a click is a place, a drag a box around the object, and what is no part of it always a place', () => {
  const picture = { width: 400, height: 200 };
  const drag = (brush: typeof pointing) => continueDrawing(beginDrawing(brush, picture, { x: 90, y: 80 }), { x: 30, y: 20 });
  expect(hintOf(beginDrawing(pointing, picture, { x: 10, y: 20 }), 5)).toEqual({ x: 10, y: 20, isPart: true });
  expect(hintOf(drag(pointing), 5)).toEqual({ x: 30, y: 20, width: 60, height: 60, isPart: true });
  // A hand that trembles draws no box.
  expect(hintOf(drag(pointing), 70)).toEqual({ x: 30, y: 20, isPart: true });
  expect(hintOf(drag({ ...pointing, erase: true }), 5)).toEqual({ x: 30, y: 20, isPart: false });
});

test('a second box takes the place of the first, and clicks stay', () => {
  const box = { ...place(0), width: 2, height: 2 };
  expect(withHint([place(1), box], { ...box, x: 1 })).toEqual([place(1), { ...box, x: 1 }]);
  expect(withHint([box], place(3, false))).toEqual([box, place(3, false)]);
});

test('what is found of an object takes the place of what was found before, where it lies among the other marks', () => {
  const first = withObject(emptyMask(size), coverage(1), [place(1)]);
  const refined = withObject(withShape(first, stroke), coverage(2), [place(1), place(2)]);
  expect(refined.mask.shapes).toEqual([coverage(2), stroke]);
  const other = withObject(withoutObject(refined), coverage(3), [place(3)]);
  expect(other.mask.shapes).toEqual([coverage(2), stroke, coverage(3)]);
  expect(other.object?.hints).toEqual([place(3)]);
  expect(cleared(other).object).toBeUndefined();
  expect(withObject(cleared(other), coverage(4), [place(1)]).mask.shapes).toEqual([coverage(4)]);
});

test('of what is inverted an object is not left out, and stays as it was when the rest is inverted later', () => {
  const inverted = { ...emptyMask(size), mask: { ...emptyMask(size).mask, inverted: true } };
  expect(withObject(inverted, coverage(1), [place(1)]).mask.shapes).toEqual([coverage(1, true)]);
  const marked = withObject(emptyMask(size), coverage(1), [place(1)]);
  const turned = { ...marked, mask: { ...marked.mask, inverted: true } };
  expect(withObject(turned, coverage(2), [place(1)]).mask.shapes).toEqual([coverage(2)]);
});

test('a mask has room for so many objects as a job may carry', () => {
  let marked = emptyMask(size);
  for (let i = 0; i < maxCoverageShapes; i++) {
    expect(hasRoomForObject(marked)).toBe(true);
    marked = withObject(withoutObject(marked), coverage(i), [place(1)]);
  }
  expect(hasRoomForObject(marked)).toBe(false);
});

interface Opened extends Editor {
  asked: JobRequest[];
  shapes: () => readonly MaskShape[];
}

/** An editor with a picture open, in which Erase is chosen and a model finds objects; each one that it finds has another value. */
async function opened(answer: (job: JobRequest, count: number) => Promise<FoundParts>): Promise<Opened> {
  const asked: JobRequest[] = [];
  const findParts = (_signal: AbortSignal, job: JobRequest): Promise<FoundParts> => {
    asked.push(job);
    return answer(job, asked.length);
  };
  const editor = createEditor({ ...services, findParts }, 'auto', { select: 'finder' });
  await editor.commands.openFiles([new File(['good'], 'good.png')]);
  editor.store.dispatch({ type: 'task-selected', task: 'erase' });
  return { ...editor, asked, shapes: () => editor.store.get().pictures[0]?.mask?.mask.shapes ?? [] };
}

const finds = (_job: JobRequest, count: number): Promise<FoundParts> => Promise.resolve({ shapes: [coverage(count)], device });

test('a click asks for the object there, of the state that is looked at, and the next one for the same with more said', async () => {
  const { commands, asked, shapes, store } = await opened(finds);
  await commands.findObject([place(1)]);
  expect(shapes()).toEqual([coverage(1)]);
  const known = store.get().pictures[0]?.mask?.object?.hints ?? [];
  await commands.findObject(withHint(known, place(2, false)));
  expect(shapes()).toEqual([coverage(2)]);
  const pictureId = store.get().pictures[0]?.original.id;
  expect(asked.map(({ task, model, find }) => ({ task, model, find }))).toEqual([
    { task: 'select', model: 'finder', find: { at: { pictureId, hints: [place(1)] } } },
    { task: 'select', model: 'finder', find: { at: { pictureId, hints: [place(1), place(2, false)] } } },
  ]);
});

test('undo takes back one click, and redo brings it again with what is known of the object', async () => {
  const { commands, shapes, store } = await opened(finds);
  await commands.findObject([place(1)]);
  await commands.findObject([place(1), place(2)]);
  store.dispatch({ type: 'stepped', by: -1 });
  expect(shapes()).toEqual([coverage(1)]);
  expect(store.get().pictures[0]?.mask?.object?.hints).toEqual([place(1)]);
  expect(store.get().task).toBe('erase');
  store.dispatch({ type: 'stepped', by: 1 });
  expect(shapes()).toEqual([coverage(2)]);
  // A click is undone where it is seen, with the tool that it was made with.
  store.dispatch({ type: 'task-selected', task: 'enlarge' });
  store.dispatch({ type: 'stepped', by: -1 });
  expect(store.get().task).toBe('erase');
  store.dispatch({ type: 'stepped', by: -1 });
  expect(shapes()).toEqual([]);
});

test('another object is one more mark, and to begin it is nothing to undo', async () => {
  const { commands, shapes, store } = await opened(finds);
  await commands.findObject([place(1)]);
  store.dispatch({ type: 'object-left', pictureId: store.get().activeId ?? '' });
  expect(store.get().pictures[0]?.trail.past.length).toBe(1);
  await commands.findObject([place(3)]);
  expect(shapes()).toEqual([coverage(1), coverage(2)]);
});

test('a search that finds nothing, fails or is cancelled leaves the marks as they are, and can be repeated as it was', async () => {
  const { commands, shapes, store, asked } = await opened((job, count) => {
    if (count === 2) return Promise.resolve({ shapes: [], device });
    if (count === 3) return Promise.reject(new CodedError('gpu-failed'));
    if (count === 4) return Promise.reject(new CodedError('cancelled'));
    return finds(job, count);
  });
  await commands.findObject([place(1)]);
  for (const code of ['nothing-found', 'gpu-failed', undefined]) {
    await commands.findObject([place(1), place(2)]);
    const { failure, job } = store.get();
    expect(failure?.code).toBe(code);
    if (code !== undefined) expect(failure?.hints).toEqual([place(1), place(2)]);
    expect(job).toBeUndefined();
    expect(shapes()).toEqual([coverage(1)]);
  }
  await commands.findObject([place(1), place(2)], 'wasm');
  expect(asked.at(-1)?.backend).toBe('wasm');
  expect(shapes()).toEqual([coverage(5)]);
});

test('without a model nothing is asked', async () => {
  const { commands, asked, store } = await opened(finds);
  store.dispatch({ type: 'model-chosen', need: 'select', model: undefined });
  await commands.findObject([place(1)]);
  expect(asked).toEqual([]);
});
