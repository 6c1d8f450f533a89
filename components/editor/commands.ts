import { CodedError, isAbort, toErrorCode, toFailure, type ErrorCode } from '../../messages/errors';
import type { BackendChoice, Hint, JobResult } from '../../messages/editor-port';
import type { PickedPicture } from '../../messages/requests';
import { needKey, type ModelNeed } from '../../models/catalog/model';
import { findTask } from '../../models/tasks/registry';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { forgetDownloads } from '../download';
import type { SampleName } from '../samples';
import { awaitLibrary } from './await-library';
import { activePicture, inputRevision } from './history';
import { sourceOf } from './made';
import { hasShapesToMark, maskFor } from './marking';
import type { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { FailedFile, FailurePlace, Picture, Revision, RunningJob } from './state';
import type { EditorStore } from './store';
import { rememberThumbnail } from './thumbnails';
import { toolSetup, type ToolSetup } from './tool-setup';
import { emptyTrail } from './trail';
import { classifierOf, hidesAtFirst, veilOf, type Looked } from './veil';

type FoundPicture = Pick<PickedPicture, 'blob' | 'name' | 'description' | 'acquisition'>;

/** A picture that is to be opened. */
interface Wanted {
  /** As the person knows it; empty while nobody knows. */
  name: string;
  find: () => Promise<FoundPicture | undefined>;
}

/** How long after the editor was opened a run waits for the library, in milliseconds. */
const libraryPatienceMs = 5000;

/** What the turns of a run have in common. */
interface Run {
  meta: TaskMeta;
  picture: Picture | undefined;
  input: Revision | undefined;
  setup: ToolSetup;
  backend: BackendChoice;
  previewSize: number;
}

/** What a person can do in the editor that takes time. Failures end up in the state, never thrown. */
export class EditorCommands {
  readonly #store: EditorStore;
  readonly #services: EditorServices;
  readonly #preview: PreviewSurface;
  /** Ends everything under way when the editor is cleared. */
  #session = new AbortController();
  #job: AbortController | undefined;
  readonly #openedAt = performance.now();

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
   * Runs the chosen tool on what is looked at, or on nothing where it makes pictures; as often as variations
   * are asked for.
   *
   * @param previewSize pixels of the longer side that the picture has on screen.
   */
  async run(previewSize: number, backend?: BackendChoice): Promise<void> {
    const { dispatch } = this.#store;
    const state = this.#store.get();
    const meta = findTask(state.task);
    if (!meta || state.job) return;
    const setup = toolSetup(state, meta);
    if (setup.isMissing || setup.lacksHelper || !canRun(setup)) return;
    if (backend) dispatch({ type: 'backend-chosen', backend });
    const options = meta.generates ? withSeed(setup.options) : setup.options;
    if (meta.generates) {
      dispatch({ type: 'options-changed', task: meta.id, values: { ...state.options[meta.id], seed: options.seed } });
    }
    let run = this.#prepare(meta, setup, previewSize);
    if (meta.finds === 'all' && !hasMarks(run)) {
      const picture = await this.#findOnce(run, []);
      if (!picture) return;
      run = { ...run, picture };
    }
    const turns = meta.generates ? Number(options.variations) : 1;
    for (let turn = 0; turn < turns; turn++) {
      const goesOn = await this.#runOnce(run, meta.generates ? nextSeed(options, turn) : options, turn, turns);
      if (!goesOn) return;
    }
  }

  /**
   * Has the chosen tool mark by itself what it is about.
   *
   * @param hints where the person pointed, for a tool that finds what is at a place.
   */
  async find(hints: readonly Hint[] = []): Promise<void> {
    const state = this.#store.get();
    const meta = findTask(state.task);
    if (!meta?.finds || state.job) return;
    const setup = toolSetup(state, meta);
    if (canRun(setup)) await this.#findOnce(this.#prepare(meta, setup, 0), hints);
  }

  #prepare(meta: TaskMeta, setup: ToolSetup, previewSize: number): Run {
    const state = this.#store.get();
    const picture = meta.input === 'nothing' ? undefined : activePicture(state);
    return {
      meta,
      picture,
      input: picture && inputRevision(picture, meta),
      setup,
      backend: state.backend,
      previewSize: Math.min(2048, Math.max(16, Math.round(previewSize))),
    };
  }

  /** @returns the picture with what was found marked; nothing where it came to another end. */
  async #findOnce(run: Run, hints: readonly Hint[]): Promise<Picture | undefined> {
    const { dispatch } = this.#store;
    const { meta, picture, input, setup, previewSize, backend } = run;
    if (!picture || !input) return undefined;
    const abort = new AbortController();
    const jobId = crypto.randomUUID();
    this.#job = abort;
    dispatch({ type: 'job-started', job: newJob(jobId, run, 0, 1) });
    const model = setup.choice.used;
    try {
      const { shapes, device } = await this.#services.findParts(
        abort.signal,
        {
          jobId,
          task: meta.id,
          options: setup.options,
          ...(model === undefined ? {} : { model }),
          input: input.blob,
          mask: null,
          find: { hints: [...hints] },
          backend,
          previewSize,
        },
        { progress: (progress) => dispatch({ type: 'job-progressed', jobId, progress, at: performance.now() }) },
      );
      dispatch({ type: 'job-found', jobId, shapes, size: input, device });
      return shapes.length === 0 ? undefined : this.#store.get().pictures.find(({ id }) => id === picture.id);
    } catch (error) {
      const { code, ...detail } = toFailure(error);
      dispatch({ type: 'job-ended', jobId, failure: isAbort(error) ? undefined : code, ...detail });
      return undefined;
    } finally {
      if (this.#job === abort) this.#job = undefined;
    }
  }

  /** @returns whether it came to its end, so that another one may follow. */
  async #runOnce(run: Run, options: OptionValues, turn: number, turns: number): Promise<boolean> {
    const { dispatch } = this.#store;
    const { meta, picture, input, setup, previewSize } = run;
    const abort = new AbortController();
    const jobId = crypto.randomUUID();
    this.#job = abort;
    this.#preview.clear();
    const size = meta.resultSize(input ?? { width: 0, height: 0 }, options);
    dispatch({ type: 'job-started', job: { ...newJob(jobId, run, turn, turns), making: picture ? undefined : size } });
    const model = setup.choice.used;
    const source = sourceOf(input, meta.generates === true);
    const used = Object.fromEntries(Object.entries(options).filter(([name]) => !setup.fits[name]?.unused));
    const revision = (unfinished: boolean, result: { blob: Blob; width: number; height: number }): Revision => ({
      id: jobId,
      ...result,
      task: meta.id,
      ...(input ? { from: input.id } : {}),
      safe: false,
      madeAt: performance.now(),
      ...(source ? { source } : {}),
      ...(meta.generates ? { made: { options: used, model, modelName: setup.model?.name ?? '', unfinished } } : {}),
    });
    let watched = false;
    let whole: JobResult | undefined;
    try {
      const classifier = meta.generates ? await this.#classifier() : undefined;
      watched = classifier !== undefined;
      if (watched) dispatch({ type: 'job-watched', jobId });
      const mask = picture && input && meta.input === 'marked-picture' ? maskFor(picture.mask, input).mask : null;
      const result = await this.#services.runJob(
        abort.signal,
        {
          jobId,
          task: meta.id,
          options,
          ...(model === undefined ? {} : { model }),
          ...(classifier === undefined ? {} : { classifier }),
          input: input?.blob ?? null,
          mask,
          backend: run.backend,
          previewSize,
        },
        {
          progress: (progress) => 
            dispatch({ type: 'job-progressed', jobId, progress, at: performance.now() }),
          preview: (patch) => this.#preview.draw(patch),
          made: (made) => (whole = made),
        },
      );
      const { blob, width, height, device, look } = result;
      // What is shown on the way to a picture that is made up is only like it.
      if (!meta.generates) rememberThumbnail(blob, this.#preview.canvas);
      dispatch({ type: 'job-finished', jobId, result: { ...revision(false, { blob, width, height }), ...this.#veil(meta, input, look) }, device });
      return true;
    } catch (error) {
      const made = whole && { blob: whole.blob, width: whole.width, height: whole.height };
      const kept = isAbort(error) && meta.generates ? (made ?? (await this.#keepPreview(size, groundOf(input, options)))) : undefined;
      const { code, ...detail } = toFailure(error);
      const looked: Looked | undefined = watched ? { outcome: 'stopped' } : undefined;
      if (kept) dispatch({ type: 'job-finished', jobId, result: { ...revision(made === undefined, kept), ...this.#veil(meta, input, looked) }, device: undefined });
      else dispatch({ type: 'job-ended', jobId, failure: isAbort(error) ? undefined : code, ...detail });
      return false;
    } finally {
      // After Clear the next job may have begun, and what it drew is its own.
      if (this.#job === abort) {
        this.#job = undefined;
        this.#preview.clear();
      }
    }
  }

  /** How a result is shown at first. What a tool makes that makes nothing up is hidden as what it was made from is by now. */
  #veil(meta: TaskMeta, input: Revision | undefined, looked: Looked | undefined): Pick<Revision, 'looked' | 'isVeiled'> {
    if (looked && looked.outcome !== 'failed') return { looked, isVeiled: hidesAtFirst(looked) };
    // A look that failed says nothing, and what was hidden may still be in it.
    if (meta.generates && !looked) return {};
    const states = this.#store.get().pictures.flatMap(({ original, results }) => [original, ...results]);
    return { ...(looked ? { looked, isVeiled: false } : {}), ...veilOf(states.find(({ id }) => id === input?.id) ?? input) };
  }

  /** The classifier that is to look at what is made, if there is one and the person wants it to. */
  async #classifier(): Promise<string | undefined> {
    if (!(await this.#services.looksAtMade())) return undefined;
    // It says so soon after the editor was opened, or not at all.
    const patience = this.#openedAt + libraryPatienceMs - performance.now();
    return classifierOf(await awaitLibrary(this.#store, patience));
  }

  /** How far a run had come; nothing where that cannot be kept, which is no reason to fail. */
  async #keepPreview(...about: Parameters<PreviewSurface['picture']>): Promise<Awaited<ReturnType<PreviewSurface['picture']>>> {
    try {
      return await this.#preview.picture(...about);
    } catch (error) {
      console.warn('what had been made was not kept', error);
      return undefined;
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
    const { blob, width, height, animated, sixteenBit } = opened;
    const { name, description, acquisition } = found;
    const id = crypto.randomUUID();
    const original = { id, blob, width, height, task: undefined, safe: true, madeAt: performance.now() };
    return { id, name, description, acquisition, animated, sixteenBit, original, results: [], position: 0, trail: emptyTrail };
  }

  fail(place: FailurePlace, code: ErrorCode): void {
    this.#store.dispatch({ type: 'failed', failure: { place, code } });
  }
}

function newJob(id: string, { meta, picture, input }: Run, turn: number, turns: number): RunningJob {
  return {
    id,
    pictureId: picture?.id,
    ...(input ? { inputId: input.id } : {}),
    making: undefined,
    task: meta.id,
    keepsOthers: meta.generates === true,
    turn,
    turns,
    isWatched: input?.isVeiled === true,
    progress: { stage: 'preparing', done: 0, total: 0 },
    at: performance.now(),
    start: undefined,
  };
}

/** Whether the person, or the tool itself, has marked something of what it begins from; what was switched off counts, since it was found. */
function hasMarks({ picture, input }: Run): boolean {
  return picture !== undefined && input !== undefined && hasShapesToMark(maskFor(picture.mask, input));
}

/** A picture and where it lies in the result, which may have a border. */
function groundOf(input: Revision | undefined, { left = 0, top = 0 }: OptionValues) {
  return input && { blob: input.blob, x: Number(left), y: Number(top) };
}

/** Whether there is a model to do it, or one is said to be; the host knows when the library has not yet answered. */
function canRun({ model, choice }: ToolSetup): boolean {
  return model !== undefined || choice.used !== undefined;
}

/** Seeds are whole numbers below this. */
const seeds = 2 ** 31;

/** The options of a run: with a seed of its own, unless the person wants to keep the one that there is. */
function withSeed(options: OptionValues): OptionValues {
  if (options.keepSeed === true) return options;
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return { ...options, seed: random % seeds };
}

/** The options of one of several variations. */
function nextSeed(options: OptionValues, turn: number): OptionValues {
  return { ...options, seed: (Number(options.seed) + turn) % seeds };
}

function baseName(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/, '').slice(0, 200);
}
