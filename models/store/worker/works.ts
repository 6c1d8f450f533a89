import { CodedError, isAbort, toFailure } from '../../../messages/errors';
import type { Repository } from '../../../messages/library';
import type { Journal } from '../record';
import type { Context } from './context';
import { bytesMissing, entryOfJournal, entryOfRecord, type Entry, type Work } from './entry';
import { fetchModel } from './fetch-model';
import { importModel, type Opened } from './import-model';
import { codedOf, failureOf, requireRoom } from './room';
import { verifyModel } from './verify-model';

/** What a command's answer says: which model it was about, or what is in a repository. */
export interface Outcome {
  model?: string;
  repository?: Repository;
}

/** Finds out what is to be fetched; `onWait` is told, in epoch ms, until when the hub asked to be left alone. */
export type Plan = (signal: AbortSignal, onWait: (until: number) => void) => Promise<Journal>;

/** Something that was begun: `answer` settles when the person can be told, which may be long before its end. */
export interface Begun {
  answer: Promise<Outcome>;
}

/** What takes long: one thing at a time with each model, which can be stopped. */
export class Works {
  readonly #context: Context;
  readonly #entries: Map<string, Entry>;
  readonly #whenAdded: (id: string) => Promise<void>;

  /** @param whenAdded to be done after a model has been added */
  constructor(context: Context, entries: Map<string, Entry>, whenAdded: (id: string) => Promise<void>) {
    this.#context = context;
    this.#entries = entries;
    this.#whenAdded = whenAdded;
  }

  /** Ends what is being done with a model. */
  async stop({ work }: Entry): Promise<void> {
    work?.abort.abort(new CodedError('cancelled'));
    await work?.finished;
  }

  /** Fetches what `plan` says; answers once it has begun. */
  fetch(entry: Entry, plan: Plan): Begun {
    return this.#begin(entry, 'fetch', async (signal, answer) => {
      const journal = await this.#prepare(entry, plan, signal);
      answer({ model: entry.id });
      if (await fetchModel(entry, journal, this.#context, signal)) await this.#whenAdded(entry.id);
    });
  }

  /** Reads every byte of a model; answers at the end. */
  verify(entry: Entry): Begun {
    const { record } = entry;
    if (entry.work) throw new CodedError('store-busy', entry.id);
    if (!record) throw new CodedError('model-damaged', entry.id);
    return this.#begin(entry, 'verify', async (signal, answer) => {
      try {
        await verifyModel(entry, record, this.#context, signal);
        answer({ model: entry.id });
      } finally {
        const now = entry.record ?? record;
        delete entry.failure;
        Object.assign(entry, entryOfRecord(now, !now.damaged));
      }
    });
  }

  /** Takes in files from disk; answers at the end, and a refusal leaves nothing. */
  import(id: string, opened: Opened): Begun {
    const { clock, storage } = this.#context;
    const entry: Entry = {
      id,
      name: opened.intake.name.slice(0, 120),
      origin: 'own',
      state: 'importing',
      addedAt: clock.now(),
      done: 0,
      total: opened.graph.bytes,
    };
    this.#entries.set(id, entry);
    return this.#begin(entry, 'import', async (signal, answer) => {
      try {
        await importModel(entry, opened, this.#context, signal);
      } catch (error) {
        const failure = await failureOf(error, entry.total - entry.done, storage);
        await this.#drop(id);
        throw codedOf(failure, error);
      }
      answer({ model: id });
      await this.#whenAdded(id);
    });
  }

  /** Forgets what came to nothing. What could not be removed is removed when the store opens next. */
  async #drop(id: string): Promise<void> {
    await this.#context.disk.removeModel(id).catch((error: unknown) => console.error('store', id, error));
    this.#entries.delete(id);
  }

  #begin(entry: Entry, kind: Work['kind'], work: (signal: AbortSignal, answer: (outcome: Outcome) => void) => Promise<void>): Begun {
    const abort = new AbortController();
    const answer = new Promise<Outcome>((resolve, reject) => {
      const finished = work(abort.signal, resolve)
        .catch((error: unknown) => {
          // Of what fails after the answer nobody else would hear.
          if (!(error instanceof CodedError)) console.error('store', kind, entry.id, error);
          reject(codedOf(toFailure(error), error));
        })
        .then(() => {
          delete entry.work;
          this.#context.changed();
        });
      entry.work = { kind, abort, finished };
    });
    return { answer };
  }

  /** Plans a download and writes the plan down; a new one that cannot begin leaves nothing. */
  async #prepare(entry: Entry, plan: Plan, signal: AbortSignal): Promise<Journal> {
    const { disk, storage } = this.#context;
    const isNew = entry.journal === undefined;
    try {
      const planned = await plan(signal, (until) => {
        entry.retryAt = until;
        this.#context.changed();
      });
      delete entry.retryAt;
      delete planned.failure;
      const { name, origin, addedAt, done, total } = entryOfJournal(planned);
      await requireRoom(storage, total === done ? 0 : total - done + this.#comingBesides(entry));
      signal.throwIfAborted();
      await disk.writeJournal(planned);
      Object.assign(entry, { name, origin, addedAt, done, total, journal: planned });
      delete entry.failure;
      return planned;
    } catch (error) {
      const failure = await failureOf(error, entry.total - entry.done, storage);
      if (isNew) {
        await this.#drop(entry.id);
      } else if (!isAbort(error)) {
        entry.failure = failure;
      }
      throw codedOf(failure, error);
    }
  }

  /** Bytes that are on their way for others. */
  #comingBesides(entry: Entry): number {
    return [...this.#entries.values()]
      .filter((other) => other !== entry && other.work?.kind === 'fetch')
      .reduce((sum, other) => sum + bytesMissing(other), 0);
  }
}
