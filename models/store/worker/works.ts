import { CodedError, toFailure } from '../../../messages/errors';
import type { Repository } from '../../../messages/library';
import type { Journal, StoreRecord } from '../record';
import type { Context } from './context';
import { entryOfRecord, type Entry, type Work } from './entry';
import { fetchModel } from './fetch-model';
import { importCheckpoint } from './import-checkpoint';
import { importClassifier } from './import-classifier';
import { importModel, type Opened } from './import-model';
import { prepare } from './prepare';
import { beginRepair } from './repair';
import { codedOf, failureOf } from './room';
import { verifyModel } from './verify-model';

/** What a command's answer says: which model it was about, or what is in a repository. */
export interface Outcome {
  model?: string;
  repository?: Repository;
}

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

  /**
   * Fetches what is asked for. Answers once it is known what that is; where the hub cannot be asked just now the
   * answer is that it was taken, and the entry says why it is paused. What can never begin leaves nothing.
   */
  fetch(entry: Entry, wish: Journal): Begun {
    return this.#begin(entry, 'fetch', async (signal, answer) => {
      const journal = await this.#prepare(entry, wish, signal);
      answer({ model: entry.id });
      if (journal && (await fetchModel(entry, journal, this.#context, signal))) await this.#whenAdded(entry.id);
    });
  }

  /** Fetches what is wrong of a damaged model again; answers once it is known what that is. */
  repair(entry: Entry, record: StoreRecord): Begun {
    return this.#begin(entry, 'fetch', async (signal, answer) => {
      const journal = await beginRepair(entry, record, this.#context, signal);
      answer({ model: entry.id });
      if (journal && (await fetchModel(entry, journal, this.#context, signal))) await this.#whenAdded(entry.id);
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
      total: 'graph' in opened ? opened.graph.bytes : 0,
    };
    this.#entries.set(id, entry);
    return this.#begin(entry, 'import', async (signal, answer) => {
      try {
        if ('graph' in opened) await importGraph(entry, opened, this.#context, signal);
        else await importCheckpoint(entry, opened.intake, opened.checkpoint, this.#context, signal);
      } catch (error) {
        const failure = await failureOf(error, entry.total - entry.done, storage);
        await this.#drop(id);
        throw codedOf(failure, error);
      }
      answer({ model: id });
      await this.#whenAdded(id);
    });
  }

  async #prepare(entry: Entry, wish: Journal, signal: AbortSignal): Promise<Journal | undefined> {
    try {
      return await prepare(entry, wish, this.#entries.values(), this.#context, signal);
    } catch (error) {
      if (!entry.journal) await this.#drop(entry.id);
      throw error;
    }
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
}

async function importGraph(entry: Entry, opened: Extract<Opened, { graph: unknown }>, context: Context, signal: AbortSignal): Promise<void> {
  const { intake, graph, texts } = opened;
  if (texts) await importClassifier(entry, intake, { graph, texts }, context, signal);
  else await importModel(entry, intake, graph, context, signal);
}
