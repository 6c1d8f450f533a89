import type { BackendChoice, Hint, JobResult } from '../../messages/editor-port';
import { isAbort, toFailure, type ErrorCode } from '../../messages/errors';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { awaitLibrary } from './await-library';
import { activePicture, inputRevision } from './history';
import { sourceOf } from './made';
import { hasShapesToMark, maskFor } from './marking';
import { isOfMarked } from './partial';
import { besideOf } from './other-picture';
import type { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { Picture, Revision, RunningJob } from './state';
import type { EditorStore } from './store';
import { rememberThumbnail } from './thumbnails';
import type { ToolSetup } from './tool-setup';
import { classifierOf, hidesAtFirst, veilOf, type Looked } from './veil';

/** How long after the editor was opened a run waits for the library, in milliseconds. */
const libraryPatienceMs = 5000;

/** What a tool is run on, and how; the turns of a run have it in common. */
export interface Run {
  meta: TaskMeta;
  picture: Picture | undefined;
  input: Revision | undefined;
  /** Another picture that goes into it. */
  beside: Revision | undefined;
  /** Whether marks of a tool that works on whole pictures are left out, as nobody looks at them. */
  isWhole?: boolean;
  setup: ToolSetup;
  backend: BackendChoice;
  previewSize: number;
}

/** How a job ended. */
export type Outcome = 'done' | 'cancelled' | { failed: ErrorCode };

/** Runs one job after the other. Failures end up in the state, never thrown. */
export class JobRunner {
  readonly #store: EditorStore;
  readonly #services: EditorServices;
  readonly #preview: PreviewSurface;
  #job: AbortController | undefined;
  readonly #openedAt = performance.now();

  constructor(store: EditorStore, services: EditorServices, preview: PreviewSurface) {
    this.#store = store;
    this.#services = services;
    this.#preview = preview;
  }

  cancel(): void {
    this.#job?.abort();
  }

  /** @param previewSize pixels of the longer side that the picture has on screen. */
  prepare(meta: TaskMeta, setup: ToolSetup, previewSize: number): Run {
    const state = this.#store.get();
    const picture = meta.input === 'nothing' ? undefined : activePicture(state);
    return {
      meta,
      picture,
      input: picture && inputRevision(picture, meta),
      beside: besideOf(state, meta, setup.options),
      setup,
      backend: state.backend,
      previewSize: Math.min(2048, Math.max(16, Math.round(previewSize))),
    };
  }

  /**
   * Has the tool mark by itself what it is about.
   *
   * @returns the picture with that marked, or how else it ended.
   */
  find(run: Run, turn = 0, turns = 1): Promise<Picture | Exclude<Outcome, 'done'>> {
    return this.#search(run, undefined, turn, turns);
  }

  /** Marks the object where the person pointed. */
  findObject(run: Run, hints: readonly Hint[]): Promise<Picture | Exclude<Outcome, 'done'>> {
    return this.#search(run, hints, 0, 1);
  }

  async #search(run: Run, hints: readonly Hint[] | undefined, turn: number, turns: number): Promise<Picture | Exclude<Outcome, 'done'>> {
    const { dispatch } = this.#store;
    const { meta, picture, input, setup, previewSize, backend } = run;
    if (!picture || !input) return 'cancelled';
    const abort = new AbortController();
    const jobId = crypto.randomUUID();
    this.#job = abort;
    dispatch({ type: 'job-started', job: { ...newJob(jobId, run, turn, turns), ...(hints ? { hints } : {}) } });
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
          find: hints ? { at: { pictureId: input.id, hints: [...hints] } } : {},
          backend,
          previewSize,
        },
        { progress: (progress) => dispatch({ type: 'job-progressed', jobId, progress, at: performance.now() }) },
      );
      dispatch({ type: 'job-found', jobId, shapes, size: input, device });
      if (shapes.length === 0) return { failed: 'nothing-found' };
      return this.#store.get().pictures.find(({ id }) => id === picture.id) ?? 'cancelled';
    } catch (error) {
      const { code, ...detail } = toFailure(error);
      dispatch({ type: 'job-ended', jobId, failure: isAbort(error) ? undefined : code, ...detail });
      return isAbort(error) ? 'cancelled' : { failed: code };
    } finally {
      if (this.#job === abort) this.#job = undefined;
    }
  }

  /** Runs the tool once, the `turn`-th time of `turns`. */
  async run(run: Run, options: OptionValues, turn: number, turns: number): Promise<Outcome> {
    const { dispatch } = this.#store;
    const { meta, picture, input, beside, setup, previewSize } = run;
    const abort = new AbortController();
    const jobId = crypto.randomUUID();
    this.#job = abort;
    this.#preview.clear();
    const size = meta.resultSize(input ?? { width: 0, height: 0 }, options);
    dispatch({ type: 'job-started', job: { ...newJob(jobId, run, turn, turns), making: picture ? undefined : size } });
    const model = setup.choice.used;
    const source = sourceOf(input, meta.generates === true || meta.invents === true) ?? (beside?.source && 'compositeWithTrainedAlgorithmicMedia');
    const used = Object.fromEntries(Object.entries(options).filter(([name]) => !setup.fits[name]?.unused));
    const isPartial = run.isWhole !== true && isOfMarked(this.#store.get(), meta) && hasMarks(run);
    const mask = picture && input && (meta.input === 'marked-picture' || isPartial) ? maskFor(picture.mask, input).mask : null;
    const revision = (unfinished: boolean, result: { blob: Blob; width: number; height: number }): Revision => ({
      id: jobId,
      ...result,
      task: meta.id,
      ...(input ? { from: input.id } : {}),
      ...((mask && meta.finds !== 'all') || beside ? {} : { step: { task: meta.id, options: used, model } }),
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
      const result = await this.#services.runJob(
        abort.signal,
        {
          jobId,
          task: meta.id,
          options,
          ...(model === undefined ? {} : { model }),
          ...(classifier === undefined ? {} : { classifier }),
          input: input?.blob ?? null,
          ...(beside ? { beside: beside.blob } : {}),
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
      // What is shown on the way to a picture that is made up is only like it, and of a part it is that part.
      if (!meta.generates && !mask) rememberThumbnail(blob, this.#preview.canvas);
      dispatch({ type: 'job-finished', jobId, result: { ...revision(false, { blob, width, height }), ...this.#veil(run, look) }, device });
      return 'done';
    } catch (error) {
      const made = whole && { blob: whole.blob, width: whole.width, height: whole.height };
      const kept = isAbort(error) && meta.generates ? (made ?? (await this.#keepPreview(size, groundOf(input, options)))) : undefined;
      const { code, ...detail } = toFailure(error);
      const looked: Looked | undefined = watched ? { outcome: 'stopped' } : undefined;
      if (kept) dispatch({ type: 'job-finished', jobId, result: { ...revision(made === undefined, kept), ...this.#veil(run, looked) }, device: undefined });
      else dispatch({ type: 'job-ended', jobId, failure: isAbort(error) ? undefined : code, ...detail });
      return isAbort(error) ? 'cancelled' : { failed: code };
    } finally {
      // After Clear the next job may have begun, and what it drew is its own.
      if (this.#job === abort) {
        this.#job = undefined;
        this.#preview.clear();
      }
    }
  }

  /** How a result is shown at first. What a tool makes that makes nothing up is hidden as any that it was made from is by now. */
  #veil({ meta, input, beside }: Run, looked: Looked | undefined): Pick<Revision, 'looked' | 'isVeiled'> {
    if (looked && looked.outcome !== 'failed') return { looked, isVeiled: hidesAtFirst(looked) };
    // A look that failed says nothing, and what was hidden may still be in it.
    if (meta.generates && !looked) return {};
    const states = this.#store.get().pictures.flatMap(({ original, results }) => [original, ...results]);
    const veils = [input, beside].map((from) => veilOf(states.find(({ id }) => id === from?.id) ?? from));
    const veil = veils.find(({ isVeiled }) => isVeiled) ?? veils.find(({ isVeiled }) => isVeiled !== undefined);
    return { ...(looked ? { looked, isVeiled: false } : {}), ...veil };
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
}

function newJob(id: string, { meta, picture, input, beside }: Run, turn: number, turns: number): RunningJob {
  return {
    id,
    pictureId: picture?.id,
    ...(input ? { inputId: input.id } : {}),
    making: undefined,
    task: meta.id,
    keepsOthers: meta.generates === true,
    turn,
    turns,
    isWatched: input?.isVeiled === true || beside?.isVeiled === true,
    progress: { stage: 'preparing', done: 0, total: 0 },
    at: performance.now(),
    start: undefined,
  };
}

/** Whether the person, or the tool itself, has marked something of what it begins from; what was switched off counts, since it was found. */
export function hasMarks({ picture, input }: Run): boolean {
  return picture !== undefined && input !== undefined && hasShapesToMark(maskFor(picture.mask, input));
}

/**
 * Whether a tool has to mark by itself before it runs. What another one found is none of its business, and what was drawn by hand
 * counts where it is looked at.
 */
export function needsMarks(run: Run, isLookedAt: boolean): boolean {
  const { meta, picture, input } = run;
  if (meta.finds !== 'all') return false;
  if (!hasMarks(run)) return true;
  const by = picture && input && maskFor(picture.mask, input).foundBy;
  return by === undefined ? !isLookedAt : by !== meta.id;
}

/** A picture and where it lies in the result, which may have a border. */
function groundOf(input: Revision | undefined, { left = 0, top = 0 }: OptionValues) {
  return input && { blob: input.blob, x: Number(left), y: Number(top) };
}
