import type { EditorServices } from '../../../components/editor/services';
import { CodedError } from '../../../messages/errors';

const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));

/** Opens everything but what its content says it is not. */
export const services: EditorServices = {
  async openPicture(_signal, blob) {
    const text = await blob.text();
    if (text === 'damaged') throw new CodedError('picture-damaged');
    if (text === 'unknown') throw new CodedError('format-unknown');
    return { blob, width: 4, height: 2, animated: false, sixteenBit: false };
  },
  encodePicture: unused,
  runJob: unused,
  findParts: unused,
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
