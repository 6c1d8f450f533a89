import { CodedError } from '../../../messages/errors';
import type { Model } from '../../catalog/model';
import type { FromStore, ProbedFacts, ToStore } from '../protocol';
import { reasonOf, type Clock } from './clock';
import type { Disk } from './disk';
import type { Importing } from './importing';
import type { Network } from './network';
import type { Storage } from './room';
import type { Slots } from './slots';

/** What everything that is done with models shares. */
export interface Context {
  disk: Disk;
  network: Network;
  clock: Clock;
  storage: Storage;
  importing: Importing;
  catalog: readonly Model[];
  /** Bytes of a file that are asked for at a time. */
  blockBytes: number;
  /** Models that are fetched at a time. */
  slots: Slots;
  checks: Checks;
  releases: Releases;
  /** To be called after every change of an entry. */
  changed: () => void;
}

type Outcome = Extract<ToStore, { type: 'checked' }>['outcome'];

/** Models that the host is asked to try. */
export class Checks {
  readonly #post: (message: FromStore) => void;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();

  constructor(post: (message: FromStore) => void) {
    this.#post = post;
  }

  /** @throws CodedError why the model does not run here; the reason of `signal` once it is aborted */
  async ask(model: string, signal: AbortSignal): Promise<ProbedFacts> {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true });
      this.#waiting.set(model, resolve);
      this.#post({ type: 'check', model });
    }).finally(() => this.#waiting.delete(model));
    if (outcome.ok) return outcome.facts;
    const { code, detail } = outcome.failure;
    throw new CodedError(code, `${model} was tried`, detail === undefined ? {} : { detail });
  }

  answer(model: string, outcome: Outcome): void {
    this.#waiting.get(model)?.(outcome);
  }
}

/** Models that the host is asked to let go of. */
export class Releases {
  readonly #post: (message: FromStore) => void;
  readonly #asked = new Map<string, { free: Promise<boolean>; answer: (free: boolean) => void }>();

  constructor(post: (message: FromStore) => void) {
    this.#post = post;
  }

  /** Whether nothing uses a model any more. Whoever asks meanwhile gets the same answer. */
  ask(model: string): Promise<boolean> {
    const asked = this.#asked.get(model);
    if (asked) return asked.free;
    let answer = (_: boolean): void => undefined;
    const free = new Promise<boolean>((resolve) => (answer = resolve));
    this.#asked.set(model, { free, answer });
    this.#post({ type: 'let-go', model });
    return free;
  }

  answer(model: string, free: boolean): void {
    const asked = this.#asked.get(model);
    this.#asked.delete(model);
    asked?.answer(free);
  }
}
