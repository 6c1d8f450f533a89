import { beforeEach, expect, test, vi } from 'vitest';
import { createEditor } from '../../../components/editor/create-editor';
import type { EditorServices } from '../../../components/editor/services';
import { CodedError } from '../../../messages/errors';

const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));

/** Opens everything but what its content says it is not. */
const services: EditorServices = {
  async openPicture(_signal, blob) {
    const text = await blob.text();
    if (text === 'damaged') throw new CodedError('picture-damaged');
    if (text === 'unknown') throw new CodedError('format-unknown');
    return { blob, width: 4, height: 2, animated: false, sixteenBit: false };
  },
  encodePicture: unused,
  runJob: unused,
  describeDevice: unused,
  readPrompt: () => Promise.reject(new Error('not asked')),
  claimPicture: () => Promise.resolve(undefined),
  readSample: unused,
  allowDiscarding: unused,
  openOptions: unused,
  forget: () => Promise.resolve(),
  singleKeys: true,
  library: {
    watch: () => () => undefined,
    allowDownloads: unused,
    download: unused,
    pause: unused,
    resume: unused,
    remove: unused,
    removeAll: unused,
    verify: unused,
    importFiles: unused,
    lookUp: unused,
    add: unused,
    setLimit: unused,
    testDevice: unused,
    persist: unused,
    isPrivate: false,
  },
  looksAtMade: unused,
  saveSettings: unused,
};

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
});

test('of several pictures, each that cannot be opened is told by its name', async () => {
  const { commands, store } = createEditor(services, 'auto', {});
  await commands.openFiles(['damaged', 'fine', 'unknown'].map((text) => new File([text], `${text}.png`)));
  const { pictures, failure, opening } = store.get();
  expect(pictures.map(({ name }) => name)).toEqual(['fine']);
  expect(failure).toMatchObject({
    place: 'open',
    files: [
      { name: 'damaged.png', code: 'picture-damaged' },
      { name: 'unknown.png', code: 'format-unknown' },
    ],
  });
  expect(opening).toBe(0);
});

test('of one picture alone no name is needed', async () => {
  const { commands, store } = createEditor(services, 'auto', {});
  await commands.openFiles([new File(['damaged'], 'a.png')]);
  expect(store.get().failure).toEqual({ place: 'open', code: 'picture-damaged' });
  await commands.openWaiting(crypto.randomUUID());
  expect(store.get().failure).toEqual({ place: 'open', code: 'picture-gone' });
});
