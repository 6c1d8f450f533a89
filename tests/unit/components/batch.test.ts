import { beforeEach, expect, test, vi } from 'vitest';
import { stepsOf } from '../../../components/editor/batch';
import { createEditor } from '../../../components/editor/create-editor';
import type { EditorServices } from '../../../components/editor/services';
import type { JobResult } from '../../../messages/editor-port';
import { CodedError } from '../../../messages/errors';
import { services } from './fake-services';

const device = { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' } as const;
const resultOf = (text: string): JobResult => ({ blob: new Blob([text]), width: 4, height: 2, device });
const repair = { task: 'repair', options: { strength: 50 }, model: undefined };
const enlarge = { task: 'enlarge', options: { scale: '2' }, model: undefined };

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
});

async function open(runJob: EditorServices['runJob'], names: readonly string[]) {
  const editor = createEditor({ ...services, runJob }, 'auto', {});
  await editor.commands.openFiles(names.map((name) => new File([name], `${name}.png`)));
  const ids = editor.store.get().pictures.map(({ id }) => id);
  return { ...editor, ids };
}

test('every picture gets its own result, with the options of the step', async () => {
  const seen: string[] = [];
  const { commands, store, ids } = await open(async (_signal, { input, options }) => {
    const text = (await input?.text()) ?? '';
    seen.push(`${text} ${String(options.strength)}`);
    return resultOf(`${text} repaired`);
  }, ['a', 'b', 'c']);
  await commands.runBatch([repair], ids);
  expect(seen).toEqual(['a 50', 'b 50', 'c 50']);
  const made = await Promise.all(store.get().pictures.map(async ({ results }) => results.at(-1)?.blob.text()));
  expect(made).toEqual(['a repaired', 'b repaired', 'c repaired']);
  expect(store.get().batch).toMatchObject({ state: 'done', ended: 3, failures: [] });
});

test('steps follow one another on each picture, and can be read off one that they were done to', async () => {
  const { commands, store, ids } = await open(async (_signal, { input, task }) => resultOf(`${(await input?.text()) ?? ''} ${task}`), ['a', 'b']);
  await commands.runBatch([repair, enlarge], ids.slice(0, 1));
  const [first] = store.get().pictures;
  if (!first) throw new Error('nothing is open');
  expect(stepsOf(first)).toMatchObject([repair, enlarge]);
  await commands.runBatch(stepsOf(first), ids.slice(1));
  expect(await store.get().pictures[1]?.results.at(-1)?.blob.text()).toBe('b repair enlarge');
});

test('one that fails keeps nothing back, and is named with its reason', async () => {
  const { commands, store, ids } = await open(async (_signal, { input }) => {
    const text = (await input?.text()) ?? '';
    if (text === 'b') throw new CodedError('picture-damaged');
    return resultOf(text);
  }, ['a', 'b', 'c']);
  await commands.runBatch([repair], ids);
  const { batch, failure, pictures } = store.get();
  expect(batch).toMatchObject({ state: 'done', ended: 3, failures: [{ id: ids[1], name: 'b', code: 'picture-damaged' }] });
  expect(failure).toBeUndefined();
  expect(pictures.map(({ results }) => results.length)).toEqual([1, 0, 1]);
});

test('cancelling ends it and keeps what is done', async () => {
  const { commands, store, ids } = await open(async (signal, { input }) => {
    const text = (await input?.text()) ?? '';
    if (text !== 'b') return resultOf(text);
    commands.cancel();
    signal.throwIfAborted();
    throw new Error('was not cancelled');
  }, ['a', 'b', 'c']);
  await commands.runBatch([repair], ids);
  expect(store.get().batch).toMatchObject({ state: 'cancelled', ended: 1 });
  expect(store.get().pictures.map(({ results }) => results.length)).toEqual([1, 0, 0]);
});

test('a pause begins after the picture that is worked on, and ends where the person goes on', async () => {
  const { commands, store, ids } = await open(async (_signal, { input }) => {
    const text = (await input?.text()) ?? '';
    if (text === 'a') commands.pauseBatch();
    return resultOf(text);
  }, ['a', 'b']);
  const running = commands.runBatch([repair], ids);
  await vi.waitFor(() => expect(store.get().batch?.state).toBe('paused'));
  expect(store.get().pictures.map(({ results }) => results.length)).toEqual([1, 0]);
  expect(store.get().job).toBeUndefined();
  commands.resumeBatch();
  await running;
  expect(store.get().batch).toMatchObject({ state: 'done', ended: 2 });
});

test('a pause that is ended is the end', async () => {
  const { commands, store, ids } = await open(async (_signal, { input }) => {
    commands.pauseBatch();
    return resultOf((await input?.text()) ?? '');
  }, ['a', 'b']);
  const running = commands.runBatch([repair], ids);
  await vi.waitFor(() => expect(store.get().batch?.state).toBe('paused'));
  commands.cancel();
  await running;
  expect(store.get().batch).toMatchObject({ state: 'cancelled', ended: 1 });
});

test('a picture that is closed meanwhile keeps nothing back, worked on or waiting', async () => {
  const { commands, store, ids } = await open(async (signal, { input }) => {
    const text = (await input?.text()) ?? '';
    if (text === 'a') {
      for (const id of ids.slice(0, 2)) commands.close(id);
      signal.throwIfAborted();
    }
    return resultOf(text);
  }, ['a', 'b', 'c']);
  await commands.runBatch([repair], ids);
  expect(store.get().batch).toMatchObject({ state: 'done', ended: 3, failures: [] });
  expect(store.get().pictures.map(({ name, results }) => [name, results.length])).toEqual([['c', 1]]);
});

test('what Clear takes away is not gone on with', async () => {
  let runs = 0;
  const { commands, store, ids } = await open((signal) => {
    runs++;
    commands.clear();
    return Promise.reject(new CodedError(signal.aborted ? 'cancelled' : 'unexpected'));
  }, ['a', 'b']);
  await commands.runBatch([repair], ids);
  expect(runs).toBe(1);
  expect(store.get().batch).toBeUndefined();
});

test('a tool that marks by itself marks each picture first, and one with nothing to mark is named', async () => {
  const editor = createEditor(
    {
      ...services,
      findParts: async (_signal, { input }) => {
        const nothing = (await input?.text()) === 'b';
        return { shapes: nothing ? [] : [{ kind: 'rectangle', erase: false, x: 0, y: 0, width: 2, height: 2 }], device };
      },
      runJob: (_signal, { mask }) => Promise.resolve(resultOf(`${mask?.shapes.length ?? 0} marked`)),
    },
    'auto',
    {},
  );
  await editor.commands.openFiles(['a', 'b'].map((name) => new File([name], `${name}.png`)));
  const { pictures } = editor.store.get();
  await editor.commands.runBatch([{ task: 'cut-out', options: {}, model: 'any' }], pictures.map(({ id }) => id));
  const { batch, pictures: after } = editor.store.get();
  expect(await after[0]?.results[0]?.blob.text()).toBe('1 marked');
  expect(batch?.failures).toMatchObject([{ name: 'b', code: 'nothing-found' }]);
});

test('what is tried again goes on with the step that failed', async () => {
  let isBroken = true;
  const { commands, store, ids } = await open(async (_signal, { input, task }) => {
    const text = (await input?.text()) ?? '';
    if (task === 'enlarge' && isBroken) throw new CodedError('out-of-memory');
    return resultOf(`${text} ${task}`);
  }, ['a']);
  await commands.runBatch([repair, enlarge], ids);
  const failures = store.get().batch?.failures ?? [];
  expect(failures).toMatchObject([{ step: 1, code: 'out-of-memory' }]);
  isBroken = false;
  await commands.runBatch([repair, enlarge], ids, new Map(failures.map(({ id, step }) => [id, step])));
  expect(await store.get().pictures[0]?.results.at(-1)?.blob.text()).toBe('a repair enlarge');
});

test('while it pauses, something else may run: going on waits for that, and cancelling ends that alone', async () => {
  const release: (() => void)[] = [];
  const { commands, store, ids } = await open(async (signal, { input, task }) => {
    if (task === 'repair') {
      commands.pauseBatch();
      return resultOf((await input?.text()) ?? '');
    }
    return new Promise((resolve, reject) => {
      release.push(() => resolve(resultOf('enlarged')));
      signal.addEventListener('abort', () => reject(new CodedError('cancelled')));
    });
  }, ['a', 'b']);
  const running = commands.runBatch([repair], ids);
  await vi.waitFor(() => expect(store.get().batch?.state).toBe('paused'));
  store.dispatch({ type: 'task-selected', task: 'enlarge' });
  const single = commands.run(512);
  await vi.waitFor(() => expect(release).toHaveLength(1));
  commands.resumeBatch();
  expect(store.get().job?.task).toBe('enlarge');
  commands.cancel();
  await single;
  expect(store.get().batch?.state).toBe('paused');
  commands.resumeBatch();
  await running;
  expect(store.get().batch).toMatchObject({ state: 'done', ended: 2 });
});

test('what was marked for another tool is not taken for what it looks for', async () => {
  const searched: string[] = [];
  const editor = createEditor(
    {
      ...services,
      findParts: async (_signal, { input, task }) => {
        searched.push(`${task} in ${(await input?.text()) ?? ''}`);
        return { shapes: [{ kind: 'rectangle', erase: false, x: 0, y: 0, width: 1, height: 1 }], device };
      },
      runJob: (_signal, { mask }) => Promise.resolve(resultOf(JSON.stringify(mask?.shapes.map((shape) => 'width' in shape && shape.width)))),
    },
    'auto',
    {},
  );
  await editor.commands.openFiles([new File(['a'], 'a.png')]);
  const [picture] = editor.store.get().pictures;
  if (!picture) throw new Error('nothing is open');
  const drawn = { width: 4, height: 2, mask: { shapes: [{ kind: 'rectangle' as const, erase: false, x: 0, y: 0, width: 3, height: 2 }], inverted: false, feather: 0 } };
  editor.store.dispatch({ type: 'mask-changed', pictureId: picture.id, mask: drawn });
  const step = (task: string) => ({ task, options: {}, model: undefined });
  await editor.commands.runBatch([{ ...step('blur-faces'), model: 'any' }, { ...step('cut-out'), model: 'any' }], [picture.id]);
  expect(searched).toHaveLength(2);
  expect(await editor.store.get().pictures[0]?.results.at(-1)?.blob.text()).toBe('[1]');
});
