import { toErrorCode, type ErrorCode } from '../../messages/errors';
import type { BackendChoice, Hint } from '../../messages/editor-port';
import { needKey, type ModelNeed } from '../../models/catalog/model';
import { findTask } from '../../models/tasks/registry';
import { meta as select } from '../../models/tasks/select/meta';
import { forgetDownloads } from '../download';
import type { SampleName } from '../samples';
import { isUnderWay, type Step } from './batch';
import { BatchRunner } from './batch-runner';
import { activePicture, inputRevision } from './history';
import { JobRunner, needsMarks, type Outcome } from './job-runner';
import { openPictures, type Wanted } from './open-pictures';
import type { PreviewSurface } from './preview-surface';
import { nextSeed, stepSetup, withSeed } from './run-options';
import type { EditorServices } from './services';
import type { FailurePlace } from './state';
import type { EditorStore } from './store';
import { toolSetup } from './tool-setup';

/** Pixels of the longer side of previews of pictures that mostly nobody looks at. */
const batchPreviewSize = 512;

/** What a person can do in the editor that takes time. Failures end up in the state, never thrown. */
export class EditorCommands {
  readonly #store: EditorStore;
  readonly #services: EditorServices;
  /** Ends everything under way when the editor is cleared. */
  #session = new AbortController();
  readonly #jobs: JobRunner;
  readonly #batch: BatchRunner;

  constructor(store: EditorStore, services: EditorServices, preview: PreviewSurface) {
    this.#store = store;
    this.#services = services;
    this.#jobs = new JobRunner(store, services, preview);
    this.#batch = new BatchRunner(store, (pictureId, step, turn, turns) => this.#runStep(pictureId, step, turn, turns));
  }

  async openFiles(files: Iterable<File>): Promise<void> {
    await this.#openAll(
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
    await this.#openAll([{ name, find }]);
  }

  /** Opens a picture that waits in the host's inbox. */
  async openWaiting(id: string): Promise<void> {
    await this.#openAll([{ name: '', find: () => this.#services.claimPicture(id) }]);
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
    // While a batch pauses, what runs is something else.
    if (!this.#store.get().job) this.#batch.cancel();
    this.#jobs.cancel();
  }

  /**
   * Does the same to several pictures, one after the other.
   *
   * @param from index of the step to begin with, by picture; the first where it is missing.
   */
  async runBatch(steps: readonly Step[], pictureIds: readonly string[], from: ReadonlyMap<string, number> = new Map()): Promise<void> {
    const { job, batch } = this.#store.get();
    if (job || (batch && isUnderWay(batch))) return;
    await this.#batch.start(steps, pictureIds, from);
  }

  /** After the picture that is worked on. */
  pauseBatch(): void {
    this.#batch.pause();
  }

  resumeBatch(): void {
    if (!this.#store.get().job || this.#store.get().batch?.state === 'pausing') this.#batch.resume();
  }

  async #runStep(pictureId: string, step: Step, turn: number, turns: number): Promise<Outcome> {
    const state = this.#store.get();
    const meta = findTask(step.task);
    const picture = state.pictures.find(({ id }) => id === pictureId);
    // One that was closed meanwhile is done with.
    if (!meta || !picture) return 'done';
    const setup = stepSetup(state, meta, step);
    // What was removed meanwhile is not replaced by another one.
    if (!setup.canRun || setup.choice.used !== step.model) return { failed: 'model-missing' };
    if (setup.lacksHelper) return { failed: 'helper-missing' };
    let run = { ...this.#jobs.prepare(meta, setup, batchPreviewSize), picture, input: inputRevision(picture, meta), isWhole: true };
    let outcome: Outcome = 'done';
    if (needsMarks(run, false)) {
      const found = await this.#jobs.find(run, turn, turns);
      if (typeof found === 'string' || 'failed' in found) outcome = found;
      else run = { ...run, picture: found };
    }
    if (outcome === 'done') outcome = await this.#jobs.run(run, meta.generates ? withSeed(setup.options) : setup.options, turn, turns);
    const isClosed = !this.#store.get().pictures.some(({ id }) => id === pictureId);
    if (outcome === 'cancelled' && isClosed) return 'done';
    // It is told with those of the other pictures.
    if (typeof outcome !== 'string' && this.#store.get().failure?.pictureId === pictureId) this.#store.dispatch({ type: 'failure-dismissed' });
    return outcome;
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
    if (setup.isMissing || setup.lacksHelper || !setup.canRun) return;
    if (backend) dispatch({ type: 'backend-chosen', backend });
    const options = meta.generates ? withSeed(setup.options) : setup.options;
    if (meta.generates) {
      dispatch({ type: 'options-changed', task: meta.id, values: { ...state.options[meta.id], seed: options.seed } });
    }
    let run = this.#jobs.prepare(meta, setup, previewSize);
    if (needsMarks(run, true)) {
      const found = await this.#jobs.find(run);
      if (typeof found === 'string' || 'failed' in found) return;
      run = { ...run, picture: found };
    }
    const turns = meta.generates ? Number(options.variations) : 1;
    for (let turn = 0; turn < turns; turn++) {
      const outcome = await this.#jobs.run(run, meta.generates ? nextSeed(options, turn) : options, turn, turns);
      if (outcome !== 'done') return;
    }
  }

  /** Has the chosen tool mark by itself what it is about. */
  async find(): Promise<void> {
    const state = this.#store.get();
    const meta = findTask(state.task);
    if (meta?.finds !== 'all' || state.job) return;
    const setup = toolSetup(state, meta);
    if (setup.canRun) await this.#jobs.find(this.#jobs.prepare(meta, setup, 0));
  }

  /**
   * Marks the object at a place of what the chosen tool works on.
   *
   * @param hints all that is known of where it is.
   */
  async findObject(hints: readonly Hint[], backend?: BackendChoice): Promise<void> {
    if (backend) this.#store.dispatch({ type: 'backend-chosen', backend });
    const state = this.#store.get();
    const tool = findTask(state.task);
    const picture = activePicture(state);
    if (!tool || !picture || state.job) return;
    const setup = toolSetup(state, select);
    if (!setup.canRun) return;
    const run = { ...this.#jobs.prepare(select, setup, 0), input: inputRevision(picture, tool) };
    await this.#jobs.findObject(run, hints);
  }

  async #openAll(pictures: readonly Wanted[]): Promise<void> {
    await openPictures(this.#session.signal, pictures, this.#store, this.#services);
  }

  fail(place: FailurePlace, code: ErrorCode): void {
    this.#store.dispatch({ type: 'failed', failure: { place, code } });
  }
}

function baseName(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/, '').slice(0, 200);
}
