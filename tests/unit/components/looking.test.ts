import { beforeEach, expect, test, vi } from 'vitest';
import { createEditor } from '../../../components/editor/create-editor';
import type { EditorServices } from '../../../components/editor/services';
import type { Revision } from '../../../components/editor/state';
import type { JobResult, Look } from '../../../messages/editor-port';
import { CodedError } from '../../../messages/errors';
import { model as classifier } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { checkpoint, heldModel } from '../library/fake-models';
import { services } from './fake-services';

const models = [
  heldModel('makes', { model: { ...checkpoint('makes', 1000), tasks: ['create', 'reimagine'] } }),
  heldModel('looks', { model: { ...classifier, id: 'looks' } }),
];
const device = { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' } as const;
const result: JobResult = { blob: new Blob(['whole']), width: 64, height: 64, device };

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
});

/** An editor that has a checkpoint and a classifier, with something said to a tool that makes things up. */
function setUp(task: string, runJob: EditorServices['runJob']) {
  const editor = createEditor({ ...services, runJob, looksAtMade: () => Promise.resolve(true) }, 'auto', {});
  const { store } = editor;
  store.dispatch({ type: 'library-changed', library: { models, storage: { models: 0, free: 1, persisted: false }, limit: 0 } });
  store.dispatch({ type: 'task-selected', task });
  store.dispatch({ type: 'options-changed', task, values: { prompt: 'a fox' } });
  for (const need of ['create', 'reimagine']) store.dispatch({ type: 'model-chosen', need, model: 'makes' });
  return editor;
}

test('a look that is cancelled costs the look, and not the picture', async () => {
  const { commands, store } = setUp('create', (signal, _job, listener) => {
    listener.made(result);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new CodedError('cancelled')));
      queueMicrotask(() => commands.cancel());
    });
  });
  await commands.run(512);
  const [made] = store.get().pictures;
  expect(made?.original).toMatchObject({ blob: result.blob, looked: { outcome: 'stopped' }, isVeiled: true, made: { unfinished: false } });
});

test.each<[Look, boolean]>([
  [{ outcome: 'failed', error: { code: 'out-of-memory' } }, true],
  [{ outcome: 'fine', score: 0.1 }, false],
])('what was made of something hidden stays so when the look was %j: %s', async (look, isVeiled) => {
  const watched: boolean[] = [];
  const { commands, store } = setUp('reimagine', () => {
    watched.push(store.get().job?.isWatched === true);
    return Promise.resolve({ ...result, look });
  });
  await commands.openFiles([new File(['hidden'], 'hidden.png')]);
  const [picture] = store.get().pictures;
  const hidden: Revision = { id: 'hidden', blob: new Blob(['h']), width: 64, height: 64, task: 'create', safe: false, madeAt: 0, looked: { outcome: 'explicit', score: 0.9 }, isVeiled: true };
  if (!picture) throw new Error('nothing is open');
  store.dispatch({ type: 'picture-opened', picture: { ...picture, id: 'other', original: hidden } });
  store.dispatch({ type: 'task-selected', task: 'reimagine' });
  await commands.run(512);
  expect(watched).toEqual([true]);
  const made = store.get().pictures.find(({ id }) => id === 'other')?.results[0];
  expect(made?.isVeiled === true).toBe(isVeiled);
});

test('nothing of a run on something hidden shows clearly, whatever the tool', async () => {
  const watched: boolean[] = [];
  const { commands, store } = setUp('repair', () => {
    watched.push(store.get().job?.isWatched === true);
    return Promise.reject(new CodedError('cancelled'));
  });
  await commands.openFiles([new File(['plain'], 'plain.png')]);
  store.dispatch({ type: 'task-selected', task: 'repair' });
  await commands.run(512);
  const [picture] = store.get().pictures;
  if (!picture) throw new Error('nothing is open');
  store.dispatch({ type: 'veil-changed', revisionId: picture.original.id, isVeiled: true });
  await commands.run(512);
  expect(watched).toEqual([false, true]);
});
