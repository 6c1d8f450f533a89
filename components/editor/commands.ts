import { CodedError, isAbort, toErrorCode, toFailure, type ErrorCode } from '../../messages/errors';
import type { BackendChoice } from '../../messages/editor-port';
import type { PickedPicture } from '../../messages/requests';
import { needKey, type ModelNeed } from '../../models/catalog/model';
import { findTask } from '../../models/tasks/registry';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { defaultOptions } from '../../models/tasks/options';
import { forgetDownloads } from '../download';
import type { SampleName } from '../samples';
import { activePicture, currentRevision } from './history';
import { modelChoice } from './model-choice';
import type { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { EditorState, FailedFile, FailurePlace, Picture } from './state';
import type { EditorStore } from './store';
import { rememberThumbnail } from './thumbnails';

/** The options that a tool would run with now. */
export function optionsOf(state: EditorState, meta: TaskMeta): OptionValues {
  return state.options[meta.id] ?? defaultOptions(meta);
}

type FoundPicture = Pick<PickedPicture, 'blob' | 'name' | 'description' | 'acquisition'>;

/** A picture that is to be opened. */
interface Wanted {
  /** As the person knows it; empty while nobody knows. */
  name: string;
  find: () => Promise<FoundPicture | undefined>;
}

/** What a person can do in the editor that takes time. Failures end up in the state, never thrown. */
export class EditorCommands {
  readonly #store: EditorStore;
  readonly #services: EditorServices;
  readonly #preview: PreviewSurface;
  /** Ends everything under way when the editor is cleared. */
  #session = new AbortController();
  #job: AbortController | undefined;

  constructor(store: EditorStore, services: EditorServices, preview: PreviewSurface) {
    this.#store = store;
    this.#services = services;
    this.#preview = preview;
  }

  async openFiles(files: Iterable<File>): Promise<void> {
    await this.#open(
      [...files].map((file) => {
        const found = { blob: file, name: baseName(file.name), description: '', acquisition: 'file' } as const;
        return { name: file.name, find: () => Promise.resolve(found) };
      }),
    );
  }

  async openSample(sample: SampleName, name: string): Promise<void> {
    const find = async () => ({
      blob: await this.#services.readSample(sample),
      name,
      description: '',
      acquisition: 'file' as const,
    });
    await this.#open([{ name, find }]);
  }

  /** Opens a picture that waits in the host's inbox. */
  async openWaiting(id: string): Promise<void> {
    await this.#open([{ name: '', find: () => this.#services.claimPicture(id) }]);
  }

  select(pictureId: string): void {
    this.#store.dispatch({ type: 'picture-selected', id: pictureId });
  }

  close(pictureId: string): void {
    if (this.#store.get().job?.pictureId === pictureId) this.cancel();
    this.#store.dispatch({ type: 'picture-closed', id: pictureId });
  }

  clear(): void {
    this.#session.abort();
    this.#session = new AbortController();
    this.cancel();
    this.#store.dispatch({ type: 'cleared' });
    forgetDownloads();
    this.#services.forget().catch((error: unknown) => this.fail('open', toErrorCode(error)));
  }

  /** @param model none for the built-in one. */
  chooseModel(need: ModelNeed, model: string | undefined): void {
    this.#store.dispatch({ type: 'model-chosen', need: needKey(need), model });
    this.#services
      .saveSettings({ models: { ...this.#store.get().models } })
      .catch((error: unknown) => this.fail('run', toErrorCode(error)));
  }

  cancel(): void {
    this.#job?.abort();
  }

  /**
   * Runs the chosen tool on what is looked at.
   *
   * @param previewSize pixels of the longer side that the picture has on screen.
   */
  async run(previewSize: number, backend?: BackendChoice): Promise<void> {
    const state = this.#store.get();
    const picture = activePicture(state);
    const meta = findTask(state.task);
    if (!picture || !meta || state.job) return;
    const { dispatch } = this.#store;
    if (backend) dispatch({ type: 'backend-chosen', backend });
    const input = currentRevision(picture);
    const options = optionsOf(state, meta);
    const model = modelChoice(state, meta.need(options)).used;
    const abort = new AbortController();
    const jobId = crypto.randomUUID();
    this.#job = abort;
    this.#preview.clear();
    dispatch({
      type: 'job-started',
      job: {
        id: jobId,
        pictureId: picture.id,
        task: meta.id,
        progress: { stage: 'preparing', done: 0, total: 0 },
        at: performance.now(),
        start: undefined,
      },
    });
    try {
      const result = await this.#services.runJob(
        abort.signal,
        {
          jobId,
          task: meta.id,
          options,
          ...(model === undefined ? {} : { model }),
          input: input.blob,
          backend: backend ?? state.backend,
          previewSize: Math.min(2048, Math.max(16, Math.round(previewSize))),
        },
        {
          progress: (progress) => 
            dispatch({ type: 'job-progressed', jobId, progress, at: performance.now() }),
          preview: (patch) => this.#preview.draw(patch),
        },
      );
      const { blob, width, height, device } = result;
      rememberThumbnail(blob, this.#preview.canvas);
      dispatch({
        type: 'job-finished',
        jobId,
        result: { id: jobId, blob, width, height, task: meta.id, safe: false, madeAt: performance.now() },
        device,
      });
    } catch (error) {
      const { code, ...detail } = toFailure(error);
      dispatch({ type: 'job-ended', jobId, failure: isAbort(error) ? undefined : code, ...detail });
    } finally {
      // After Clear the next job may have begun, and what it drew is its own.
      if (this.#job === abort) {
        this.#job = undefined;
        this.#preview.clear();
      }
    }
  }

  /** Opens one after the other; one that cannot be opened does not keep the others out. */
  async #open(pictures: readonly Wanted[]): Promise<void> {
    const { signal } = this.#session;
    const { dispatch } = this.#store;
    const files: FailedFile[] = [];
    dispatch({ type: 'opening-started' });
    for (const { name, find } of pictures) {
      try {
        const picture = await this.#read(signal, find);
        if (signal.aborted) break;
        dispatch({ type: 'picture-opened', picture });
      } catch (error) {
        if (isAbort(error)) continue;
        const code = toErrorCode(error);
        files.push({ name, code });
        const several = pictures.length > 1 ? { files: [...files] } : {};
        dispatch({ type: 'failed', failure: { place: 'open', code, ...several } });
      }
    }
    dispatch({ type: 'opening-ended' });
  }

  async #read(signal: AbortSignal, find: Wanted['find']): Promise<Picture> {
    const found = await find();
    if (!found) throw new CodedError('picture-gone');
    const opened = await this.#services.openPicture(signal, found.blob);
    const { blob, width, height, animated } = opened;
    const { name, description, acquisition } = found;
    const id = crypto.randomUUID();
    const original = { id, blob, width, height, task: undefined, safe: true, madeAt: performance.now() };
    return { id, name, description, acquisition, animated, original, results: [], position: 0 };
  }

  fail(place: FailurePlace, code: ErrorCode): void {
    this.#store.dispatch({ type: 'failed', failure: { place, code } });
  }
}

function baseName(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/, '').slice(0, 200);
}
