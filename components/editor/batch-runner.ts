import { newBatch, type Batch, type Step } from './batch';
import type { Outcome } from './job-runner';
import type { EditorStore } from './store';

/** Does one step to one picture, the `turn`-th of `turns`. */
export type RunStep = (pictureId: string, step: Step, turn: number, turns: number) => Promise<Outcome>;

/** Takes steps to many pictures. One that fails does not keep the others; what is done stays done, however it ends. */
export class BatchRunner {
  readonly #store: EditorStore;
  readonly #run: RunStep;
  #goOn: (() => void) | undefined;

  constructor(store: EditorStore, run: RunStep) {
    this.#store = store;
    this.#run = run;
  }

  /** @param from index of the step to begin with, by picture; the first where it is missing. */
  async start(steps: readonly Step[], pictureIds: readonly string[], from: ReadonlyMap<string, number>): Promise<void> {
    const { dispatch } = this.#store;
    const batch = newBatch(steps, pictureIds);
    dispatch({ type: 'batch-started', batch });
    for (const [turn, id] of pictureIds.entries()) {
      if (this.#batch()?.state === 'pausing') await this.#pause();
      if (!this.#isOwn(batch) || this.#batch()?.state === 'cancelled') return;
      const { outcome, step } = await this.#runAll(id, steps, from.get(id) ?? 0, turn, pictureIds.length);
      if (!this.#isOwn(batch)) return;
      if (outcome === 'cancelled') {
        dispatch({ type: 'batch-changed', change: { state: 'cancelled' } });
        return;
      }
      dispatch({ type: 'batch-changed', change: { ended: turn + 1, failures: this.#failures(id, outcome, step) } });
    }
    dispatch({ type: 'batch-changed', change: { state: 'done' } });
  }

  /** Lets the picture that is worked on be finished, and no other be begun. */
  pause(): void {
    if (this.#batch()?.state === 'running') this.#store.dispatch({ type: 'batch-changed', change: { state: 'pausing' } });
  }

  resume(): void {
    if (this.#batch()?.state === 'pausing') this.#store.dispatch({ type: 'batch-changed', change: { state: 'running' } });
    this.#wake();
  }

  /** Ends what waits; the job that runs is ended by whoever runs it. */
  cancel(): void {
    if (this.#batch()?.state !== 'paused') return;
    this.#store.dispatch({ type: 'batch-changed', change: { state: 'cancelled' } });
    this.#wake();
  }

  #batch(): Batch | undefined {
    return this.#store.get().batch;
  }

  /** Whether the batch is still the one that was started: Clear ends it, and another may have begun. */
  #isOwn({ pictureIds }: Batch): boolean {
    return this.#batch()?.pictureIds === pictureIds;
  }

  async #pause(): Promise<void> {
    const { dispatch } = this.#store;
    dispatch({ type: 'batch-changed', change: { state: 'paused' } });
    await new Promise<void>((resolve) => (this.#goOn = resolve));
    if (this.#batch()?.state === 'paused') dispatch({ type: 'batch-changed', change: { state: 'running' } });
  }

  #wake(): void {
    this.#goOn?.();
    this.#goOn = undefined;
  }

  /** @returns how it ended, and with which step. */
  async #runAll(pictureId: string, steps: readonly Step[], from: number, turn: number, turns: number): Promise<{ outcome: Outcome; step: number }> {
    for (const [index, step] of steps.entries()) {
      if (index < from) continue;
      const outcome = await this.#run(pictureId, step, turn, turns);
      if (outcome !== 'done') return { outcome, step: index };
    }
    return { outcome: 'done', step: steps.length };
  }

  #failures(id: string, outcome: Outcome, step: number): Batch['failures'] {
    const { batch, pictures } = this.#store.get();
    const failures = batch?.failures ?? [];
    if (typeof outcome === 'string') return failures;
    return [...failures, { id, name: pictures.find((picture) => picture.id === id)?.name ?? '', step, code: outcome.failed }];
  }
}
