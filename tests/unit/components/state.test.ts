import { describe, expect, test } from 'vitest';
import { canRedo, canUndo, currentRevision, hasUnsaved, heldBlobs, isMade, memoryUse, trimHistory, watchedMaking } from '../../../components/editor/history';
import { initialBrush } from '../../../components/editor/marking';
import type { Device } from '../../../messages/editor-port';
import { reduce, type EditorAction, type EditorState, type Picture, type Revision } from '../../../components/editor/state';
import { emptyTrail } from '../../../components/editor/trail';

const start: EditorState = {
  pictures: [],
  activeId: undefined,
  watchesMaking: false,
  previousId: undefined,
  task: 'enlarge',
  options: {},
  pictureTask: 'enlarge',
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
};

const processor: Device = { backend: 'wasm', reason: 'no-webgpu', threads: 2, adapter: '' };

function finished(jobId: string, device = processor): EditorAction {
  return { type: 'job-finished', jobId, result: revision(jobId), device };
}

function revision(id: string, bytes = 10): Revision {
  const blob = new Blob([new Uint8Array(bytes)]);
  return { id, blob, width: 4, height: 2, task: 'enlarge', safe: false, madeAt: Number(id) || 0 };
}

function picture(id: string, results: readonly Revision[] = []): Picture {
  return {
    id,
    name: id,
    description: '',
    acquisition: 'file',
    animated: false,
    sixteenBit: false,
    original: { ...revision(`${id}-original`), task: undefined, safe: true },
    results,
    position: results.length,
    trail: emptyTrail,
  };
}

function after(state: EditorState, ...actions: readonly EditorAction[]): EditorState {
  return actions.reduce(reduce, state);
}

const job = (id: string, pictureId: string | undefined, keepsOthers = false, turn = 0): EditorAction => ({
  type: 'job-started',
  job: {
    id,
    pictureId,
    making: pictureId === undefined ? { width: 4, height: 2 } : undefined,
    task: 'enlarge',
    keepsOthers,
    turn,
    turns: turn + 1,
    isWatched: false,
    progress: { stage: 'waiting', done: 0, total: 0 },
    at: 0,
    start: undefined,
  },
});

const opened = after(start, { type: 'picture-opened', picture: picture('a') });
const withResult = after(opened, job('1', 'a'), finished('1'));

function only(state: EditorState): Picture {
  const [first] = state.pictures;
  if (!first) throw new Error('no picture');
  return first;
}

describe('history', () => {
  test('a run adds a result, and the next run begins from it', () => {
    expect(currentRevision(only(withResult)).id).toBe('1');
    expect(canUndo(only(withResult))).toBe(true);
    expect(canRedo(only(withResult))).toBe(false);
  });

  test('undo goes back to the untouched original, redo to the result', () => {
    const undone = after(withResult, { type: 'stepped', by: -1 });
    expect(currentRevision(only(undone))).toBe(only(opened).original);
    expect(canRedo(only(undone))).toBe(true);
    expect(currentRevision(only(after(undone, { type: 'stepped', by: 1 }))).id).toBe('1');
    expect(currentRevision(only(after(undone, { type: 'position-changed', position: 9 }))).id).toBe('1');
  });

  test('a run after an undo replaces what was undone', () => {
    const next = after(
      withResult,
      { type: 'stepped', by: -1 },
      job('2', 'a'),
      finished('2'),
    );
    expect(only(next).results.map(({ id }) => id)).toEqual(['2']);
  });

  test('the oldest results go first when there are too many bytes, what is looked at never', () => {
    const full = picture('a', [revision('1', 60), revision('2', 60), revision('3', 60)]);
    const [trimmed] = trimHistory([full], 100);
    expect(trimmed?.results.map(({ id }) => id)).toEqual(['3']);
    expect(trimmed && currentRevision(trimmed).id).toBe('3');
    expect(trimmed?.original).toBe(full.original);
    expect(trimHistory([full], 1)[0]?.results).toHaveLength(1);
  });

  test('what was undone goes before anything else, and age counts across pictures', () => {
    const undone = { ...picture('a', [revision('4', 60), revision('5', 60), revision('6', 60)]), position: 1 };
    const other = picture('b', [revision('1', 60), revision('2', 60), revision('3', 60)]);
    const left = (budget: number) =>
      trimHistory([undone, other], budget).map(({ results }) => results.map(({ id }) => id));
    expect(left(300)).toEqual([['4', '5'], ['1', '2', '3']]);
    expect(left(240)).toEqual([['4'], ['1', '2', '3']]);
    expect(left(180)).toEqual([['4'], ['2', '3']]);
    expect(left(0)).toEqual([['4'], ['3']]);
  });

  test('what was saved goes first, then what another run makes again', () => {
    const [saved, again] = [{ ...revision('3', 60), safe: true }, revision('2', 60)];
    const madeUp = { ...revision('1', 60), made: { options: {}, model: undefined, modelName: '', unfinished: false } };
    const full = picture('a', [madeUp, again, saved, revision('4', 60)]);
    const left = (budget: number, unsaved: number) => trimHistory([full], budget, unsaved)[0]?.results.map(({ id }) => id);
    expect(left(200, 400)).toEqual(['1', '2', '4']);
    expect(left(120, 400)).toEqual(['1', '4']);
    expect(left(60, 400)).toEqual(['1', '4']);
    expect(left(60, 100)).toEqual(['4']);
  });

  test('of what was made up and not saved the oldest goes first, undone or not', () => {
    const made = { options: {}, model: undefined, modelName: '', unfinished: false };
    const attempts = ['1', '2', '3'].map((id) => ({ ...revision(id, 60), made }));
    expect(trimHistory([{ ...picture('a', attempts), position: 0 }], 10, 130)[0]?.results.map(({ id }) => id)).toEqual(['2', '3']);
  });

  test('unsaved results that are let go are counted until all is cleared', () => {
    const large = 400 * 2 ** 20;
    const heavy = (id: string): EditorAction => ({
      type: 'job-finished',
      jobId: id,
      result: { ...revision(id), blob: Object.defineProperty(new Blob(), 'size', { value: large }) },
      device: processor,
    });
    const two = after(opened, job('1', 'a'), heavy('1'), job('2', 'a'), heavy('2'));
    expect(only(two).results.map(({ id }) => id)).toEqual(['2']);
    expect(two.letGo).toBe(1);
    expect(after(two, { type: 'revision-kept', revisionId: '2' }, job('3', 'a'), heavy('3')).letGo).toBe(1);
    expect(after(two, { type: 'cleared' }).letGo).toBe(0);
  });

  test('within the budget nothing changes', () => {
    const small = picture('a', [revision('1')]);
    expect(trimHistory([small])[0]).toBe(small);
  });
});

describe('a job', () => {
  test('that is no longer the running one changes nothing', () => {
    const running = after(opened, job('2', 'a'));
    for (const stale of [
      finished('1'),
      { type: 'job-ended', jobId: '1', failure: 'worker-lost' },
      { type: 'job-progressed', jobId: '1', progress: { stage: 'running', done: 1, total: 2 }, at: 5 },
    ] satisfies EditorAction[]) {
      expect(reduce(running, stale)).toBe(running);
    }
  });

  test('that fails leaves picture and options as they were, and says so where it was started', () => {
    const failed = after(opened, job('1', 'a'), { type: 'job-ended', jobId: '1', failure: 'worker-lost' });
    expect(failed.pictures).toBe(opened.pictures);
    expect(failed.failure).toEqual({ place: 'run', code: 'worker-lost', pictureId: 'a' });
    const elsewhere = after(
      failed,
      { type: 'opening-started' },
      { type: 'picture-opened', picture: picture('b') },
      { type: 'opening-ended' },
      { type: 'picture-selected', id: 'a' },
    );
    expect(elsewhere.failure).toEqual(failed.failure);
  });

  test('that is cancelled says nothing', () => {
    const ended = after(opened, job('1', 'a'), { type: 'job-ended', jobId: '1', failure: undefined });
    expect(ended.failure).toBeUndefined();
    expect(ended.ended).toEqual({ id: '1', outcome: 'cancelled' });
    expect(ended.job).toBeUndefined();
  });

  test('adds its result to its own picture, whichever is looked at', () => {
    const other = after(opened, job('1', 'a'), { type: 'picture-opened', picture: picture('b') });
    const done = after(other, finished('1'));
    expect(done.activeId).toBe('b');
    expect(done.pictures.map(({ results }) => results.length)).toEqual([1, 0]);
    expect(done.ended).toEqual({ id: '1', outcome: 'done' });
  });

  test('that the graphics card could not do leaves the next ones to the processor, and says why', () => {
    const failed = after(opened, job('1', 'a'), finished('1', { ...processor, reason: 'gpu-failed' }));
    expect(failed.backend).toBe('wasm');
    const next = after(failed, job('2', 'a'), finished('2', { ...processor, reason: 'forced' }));
    expect(next.device?.reason).toBe('gpu-failed');
  });

  test('tells time from when the tool itself began', () => {
    const at = (stage: 'preparing' | 'running', moment: number, done: number): EditorAction => ({
      type: 'job-progressed',
      jobId: '1',
      progress: { stage, done, total: 4 },
      at: moment,
    });
    const state = after(opened, job('1', 'a'), at('preparing', 10, 0), at('running', 20, 0), at('running', 30, 1));
    expect(state.job?.start).toEqual({ at: 20, done: 0 });
    expect(state.job?.at).toBe(30);
  });
});

describe('a job that makes things up', () => {
  const made = (id: string, prompt: string): Revision => ({
    ...revision(id),
    task: 'create',
    made: { options: { prompt }, model: undefined, modelName: '', unfinished: false },
  });
  const makes = (id: string, prompt = 'a fox'): EditorAction[] => [
    job(id, undefined),
    { type: 'job-finished', jobId: id, result: made(id, prompt), device: processor },
  ];

  test('from nothing begins a picture of its own, which is unsaved and can be saved', () => {
    const state = after(opened, ...makes('1', '  a fox  '));
    expect(state.pictures.map(({ id, name, acquisition }) => [id, name, acquisition])).toEqual([
      ['a', 'a', 'file'],
      ['1', 'a fox', 'made'],
    ]);
    expect(state.activeId).toBe('1');
    expect(hasUnsaved(state)).toBe(true);
    const [, picture] = state.pictures;
    expect(picture && isMade(picture)).toBe(true);
    expect(hasUnsaved(after(state, { type: 'revision-kept', revisionId: '1' }))).toBe(false);
  });

  test('names a picture by the beginning of long words', () => {
    const [picture] = after(start, ...makes('1', 'word '.repeat(40))).pictures;
    expect(picture?.name).toMatch(/^(word )+word…$/);
    expect(picture?.name.length).toBeLessThanOrEqual(60);
    expect(picture?.description).toHaveLength(199);
  });

  test('from a picture leaves earlier attempts where they are', () => {
    const again = after(withResult, { type: 'position-changed', position: 0 }, job('2', 'a', true), finished('2'));
    expect(only(again).results.map(({ id }) => id)).toEqual(['1', '2']);
    expect(only(again).position).toBe(2);
  });

  test('leaves what the person chose meanwhile in view', () => {
    const elsewhere = after(opened, job('1', undefined), { type: 'picture-selected', id: 'a' });
    expect(watchedMaking(elsewhere)).toBeUndefined();
    const done = after(elsewhere, { type: 'job-finished', jobId: '1', result: made('1', 'a fox'), device: processor });
    expect(done.pictures.map(({ id }) => id)).toEqual(['a', '1']);
    expect([done.activeId, done.previousId]).toEqual(['a', undefined]);
    const further = after(done, job('2', undefined, false, 1));
    expect(watchedMaking(further)).toBeUndefined();
    const opening = after(opened, job('1', undefined), { type: 'picture-opened', picture: picture('b') });
    expect(watchedMaking(opening)).toBeUndefined();
  });

  test('shows the first of several when it is there, and leaves it in view', () => {
    const [first, second] = ['1', '2'].map((id): EditorAction => ({ type: 'job-finished', jobId: id, result: made(id, 'a fox'), device: processor }));
    if (!first || !second) throw new Error('two');
    const begun = after(opened, job('1', undefined));
    expect(watchedMaking(begun)).toEqual({ width: 4, height: 2 });
    const next = after(begun, first, job('2', undefined, false, 1));
    expect(next.activeId).toBe('1');
    expect(watchedMaking(next)).toBeUndefined();
    expect(reduce(next, second).activeId).toBe('1');
    const watched = after(next, { type: 'making-selected' });
    expect(watchedMaking(watched)).toEqual({ width: 4, height: 2 });
    expect(reduce(watched, second).activeId).toBe('2');
    expect(watchedMaking(after(watched, second, job('3', undefined, false, 2)))).toEqual({ width: 4, height: 2 });
  });

  test('is in view where there is nothing else, and cannot be when nothing is being made', () => {
    const closed = after(opened, job('1', undefined), { type: 'picture-selected', id: 'a' }, { type: 'picture-closed', id: 'a' });
    expect(watchedMaking(closed)).toEqual({ width: 4, height: 2 });
    expect(after(closed, { type: 'job-finished', jobId: '1', result: made('1', 'a fox'), device: processor }).activeId).toBe('1');
    expect(reduce(opened, { type: 'making-selected' })).toBe(opened);
  });

  test('leaves how far it had come where it is cancelled, and the device as it was', () => {
    const state = after(opened, job('1', undefined), { type: 'job-finished', jobId: '1', result: made('1', 'a fox'), device: undefined });
    expect(state.ended).toEqual({ id: '1', outcome: 'cancelled' });
    expect(state.pictures).toHaveLength(2);
    expect(state.device).toBeUndefined();
  });

  test('from a picture is begun from the same state again after it was cancelled', () => {
    const state = after(opened, job('1', 'a', true), { type: 'job-finished', jobId: '1', result: made('1', 'a fox'), device: undefined });
    expect(only(state).results.map(({ id }) => id)).toEqual(['1']);
    expect(only(state).position).toBe(0);
  });

  test('and was not saved is not replaced by what another tool does', () => {
    const two = after(
      opened,
      job('1', 'a', true),
      { type: 'job-finished', jobId: '1', result: made('1', 'a fox'), device: processor },
      { type: 'position-changed', position: 0 },
    );
    expect(only(after(two, job('2', 'a'), finished('2'))).results.map(({ id }) => id)).toEqual(['1', '2']);
    const saved = after(two, { type: 'revision-kept', revisionId: '1' }, job('2', 'a'), finished('2'));
    expect(only(saved).results.map(({ id }) => id)).toEqual(['2']);
  });

  test('from nothing fails without a picture to tell it at', () => {
    const state = after(opened, job('1', undefined), { type: 'job-ended', jobId: '1', failure: 'worker-lost' });
    expect(state.failure).toEqual({ place: 'run', code: 'worker-lost' });
  });
});

test('who opens a picture finds a tool that works on it', () => {
  const creating = after(start, { type: 'task-selected', task: 'repair' }, { type: 'task-selected', task: 'create' });
  expect(after(creating, { type: 'picture-opened', picture: picture('a') }).task).toBe('repair');
  expect(after(start, { type: 'task-selected', task: 'extend' }, { type: 'picture-opened', picture: picture('a') }).task).toBe('extend');
});

describe('what is held', () => {
  test('clearing lets go of every picture', () => {
    const cleared = reduce(withResult, { type: 'cleared' });
    expect(heldBlobs(cleared).size).toBe(0);
    expect(memoryUse(cleared)).toEqual({ pictures: 0, bytes: 0 });
  });

  test('closing lets go of that picture and shows its neighbour', () => {
    const two = after(withResult, { type: 'picture-opened', picture: picture('b') });
    const closed = reduce(two, { type: 'picture-closed', id: 'b' });
    expect(closed.activeId).toBe('a');
    expect(memoryUse(closed)).toEqual({ pictures: 1, bytes: 20 });
  });

  test('a result is unsaved until it is saved or copied, undone or not', () => {
    expect(hasUnsaved(opened)).toBe(false);
    expect(hasUnsaved(withResult)).toBe(true);
    expect(hasUnsaved(reduce(withResult, { type: 'revision-kept', revisionId: '1' }))).toBe(false);
    expect(hasUnsaved(reduce(withResult, { type: 'position-changed', position: 0 }))).toBe(true);
  });
});
