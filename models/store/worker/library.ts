import { CodedError } from '../../../messages/errors';
import type { ChosenFile, DeviceTest, Library } from '../../../messages/library';
import type { StoreCommand, Use } from '../protocol';
import type { Journal } from '../record';
import type { Context } from './context';
import { bytesOnDisk, described, entryOfJournal, entryOfRecord, newEntry, unknownEntry, type Entry } from './entry';
import { listRepository } from './hub';
import { openImport } from './import-model';
import { toFree } from './limit';
import { graphsOf } from './listed-graphs';
import { wishForGraph, wishForModel } from './plan';
import { isRepairable } from './repair';
import { codedOf, roomLeft } from './room';
import { Turns } from './turns';
import { hasAllFiles } from './verify-model';
import { Works, type Begun, type Outcome } from './works';

/** All models of this device and everything that can be done with them. One at a time per device. */
export class StoreLibrary {
  readonly #context: Context;
  readonly #entries = new Map<string, Entry>();
  readonly #turns = new Turns();
  readonly #works: Works;
  #device: DeviceTest | undefined;
  #limit = 0;
  /** Imports whose files are being looked through. */
  readonly #opening = new Set<AbortController>();
  #lookingUp: AbortController | undefined;

  private constructor(context: Context) {
    this.#context = context;
    this.#works = new Works(context, this.#entries, (keep) => this.#free(keep));
  }

  /** Reads what is on disk, and removes what an interrupted removal or import left. */
  static async open(context: Context): Promise<StoreLibrary> {
    const library = new StoreLibrary(context);
    const { disk } = context;
    library.#device = await disk.readDevice();
    library.#limit = await disk.readLimit();
    for (const id of await disk.ids()) {
      const entry = await library.#readWhatever(id);
      if (entry) library.#entries.set(id, entry);
    }
    return library;
  }

  /** What there is of a model; a leftover is removed. One that cannot be read or removed takes no other with it. */
  async #readWhatever(id: string): Promise<Entry | undefined> {
    const { disk, clock } = this.#context;
    try {
      const entry = await this.#read(id);
      if (!entry) await disk.removeModel(id);
      return entry;
    } catch (error) {
      console.error('store', id, error);
      return unknownEntry(id, await disk.bytesOf(id), clock.now());
    }
  }

  async #read(id: string): Promise<Entry | undefined> {
    const { disk } = this.#context;
    const record = await disk.readRecord(id);
    if (record?.id === id) {
      // The record wins over it; when the store opens next, it is removed again.
      await disk.removeJournal(id).catch((error: unknown) => console.error('store', id, error));
      return entryOfRecord(record, !record.damaged && (await hasAllFiles(record, this.#context)));
    }
    // Made by another version, or broken: the person decides what becomes of gigabytes, not this.
    if (await disk.hasRecord(id)) return unknownEntry(id, await disk.bytesOf(id), this.#context.clock.now());
    const journal = await disk.readJournal(id);
    // Files from disk cannot be gone on with: nobody knows where they were.
    return journal?.id === id && journal.origin !== 'own' ? entryOfJournal(journal) : undefined;
  }

  /** Whether something is being done that the worker's end would interrupt. */
  get busy(): boolean {
    return [...this.#entries.values()].some(({ work }) => work !== undefined);
  }

  /** All that pages are told. */
  async look(): Promise<Library> {
    const { storage, clock } = this.#context;
    const [free, persisted] = await Promise.all([roomLeft(storage), storage.persisted()]);
    const entries = [...this.#entries.values()];
    return {
      models: entries.map((entry) => described(entry, clock.now())),
      limit: this.#limit,
      storage: { models: entries.reduce((sum, entry) => sum + bytesOnDisk(entry), 0), free, persisted },
      ...(this.#device && { device: this.#device }),
    };
  }

  /** @throws CodedError why it was not done */
  async command(command: StoreCommand): Promise<Outcome> {
    switch (command.type) {
      case 'download':
        return this.#download(command.model);
      case 'pause':
        return this.#inTurn(command.model, (entry) => this.#pause(entry));
      case 'resume':
        return this.#begin(command.model, () => this.#resume(this.#entry(command.model)));
      case 'remove':
        return this.#inTurn(command.model, (entry) => this.#remove(entry));
      case 'remove-all':
        return this.#removeAll();
      case 'verify':
        return this.#begin(command.model, () => this.#works.verify(this.#entry(command.model)));
      case 'import':
        return this.#import(command.files);
      case 'look-up':
        return this.#lookUp(command.repo);
      case 'add':
        return this.#add(command.repo, command.commit, command.graph);
      case 'limit':
        await this.#context.disk.writeLimit(command.bytes);
        this.#limit = command.bytes;
        this.#context.changed();
        await this.#free();
        return {};
    }
  }

  /** Notes a run. Models that are not kept here, such as those of the package, are none of its business. */
  async used({ model, backend, megapixelsPerSecond }: Use): Promise<void> {
    await this.#turns.take(model, async () => {
      const entry = this.#entries.get(model);
      if (!entry?.record) return;
      const { record } = entry;
      const speed = megapixelsPerSecond === undefined ? [] : [{ backend, megapixelsPerSecond }];
      const others = record.speeds.filter((known) => speed.length === 0 || known.backend !== backend);
      entry.record = { ...record, usedAt: this.#context.clock.now(), speeds: [...others, ...speed] };
      await this.#context.disk.writeRecord(entry.record);
      this.#context.changed();
    });
  }

  async keepDevice(test: DeviceTest): Promise<void> {
    await this.#context.disk.writeDevice(test);
    this.#device = test;
    this.#context.changed();
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new CodedError('model-missing', id);
    return entry;
  }

  async #inTurn(id: string, work: (entry: Entry) => Promise<void>): Promise<Outcome> {
    await this.#turns.take(id, () => work(this.#entry(id)));
    this.#context.changed();
    return { model: id };
  }

  /** Begins something in the model's turn, and waits for its answer outside of it: so it can be stopped before. */
  async #begin(id: string, begin: () => Begun): Promise<Outcome> {
    const { answer } = await this.#turns.take(id, () => Promise.resolve(begin()));
    this.#context.changed();
    return answer;
  }

  async #pause(entry: Entry): Promise<void> {
    if (entry.work?.kind === 'import' || entry.state === 'checking') throw new CodedError('store-busy', entry.id);
    await this.#works.stop(entry);
  }

  async #remove(entry: Entry): Promise<void> {
    await this.#works.stop(entry);
    await this.#context.disk.removeModel(entry.id);
    this.#entries.delete(entry.id);
  }

  async #removeAll(): Promise<Outcome> {
    for (const abort of this.#opening) abort.abort(new CodedError('cancelled'));
    await Promise.all([...this.#entries.keys()].map((id) => this.#removeIfThere(id)));
    return {};
  }

  async #removeIfThere(id: string): Promise<void> {
    await this.#turns.take(id, async () => {
      const entry = this.#entries.get(id);
      if (entry) await this.#remove(entry);
    });
    this.#context.changed();
  }

  async #free(keep?: string): Promise<void> {
    const spared = new Set(keep === undefined ? [] : [keep]);
    for (;;) {
      const [id] = toFree([...this.#entries.values()], this.#limit, spared);
      if (id === undefined) return;
      if (await this.#context.releases.ask(id)) await this.#removeIfThere(id);
      spared.add(id);
    }
  }

  #download(id: string): Promise<Outcome> {
    const model = this.#context.catalog.find((entry) => entry.id === id && entry.source.kind === 'hub');
    if (!model) throw new CodedError('model-missing', id);
    return this.#begin(id, () => this.#fetch(wishForModel(model, this.#context.clock.now())));
  }

  async #add(repo: string, commit: string, graph: string): Promise<Outcome> {
    const wish = await wishForGraph(repo, commit, graph, this.#context.clock.now());
    return this.#begin(wish.id, () => this.#fetch(wish));
  }

  #fetch(wish: Journal): Begun {
    const known = this.#entries.get(wish.id);
    if (known) return this.#resume(known);
    const entry = newEntry(wish);
    this.#entries.set(wish.id, entry);
    return this.#works.fetch(entry, wish);
  }

  /** Goes on with what is there in part, or not any more; what is whole or on its way needs nothing. */
  #resume(entry: Entry): Begun {
    const { journal, record, failure } = entry;
    if (record && isRepairable(entry)) return this.#works.repair(entry, record);
    if (entry.state === 'damaged') throw new CodedError('model-damaged', entry.id);
    if (entry.work || !journal) return { answer: Promise.resolve({ model: entry.id }) };
    if (failure?.code.startsWith('import-')) throw codedOf(failure);
    return this.#works.fetch(entry, journal);
  }

  async #import(files: readonly ChosenFile[]): Promise<Outcome> {
    const abort = new AbortController();
    this.#opening.add(abort);
    const opened = await openImport(files, this.#context).finally(() => this.#opening.delete(abort));
    abort.signal.throwIfAborted();
    const id = `own-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;
    return this.#begin(id, () => this.#works.import(id, opened));
  }

  async #lookUp(repo: string): Promise<Outcome> {
    this.#lookingUp?.abort(new CodedError('cancelled'));
    const { signal } = (this.#lookingUp = new AbortController());
    return { repository: graphsOf(repo, await listRepository(repo, 'main', this.#context, signal)) };
  }
}
