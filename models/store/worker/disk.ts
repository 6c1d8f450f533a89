import { CodedError } from '../../../messages/errors';
import { deviceTest, type DeviceTest } from '../../../messages/library';
import { modelId } from '../../catalog/model';
import { isNamed, orMissing, orUnreadable, readJson, type Folder, type SyncFile } from '../folders';
import {
  deviceName,
  filesFolder,
  journal,
  journalName,
  keptLimit,
  limitName,
  modelsFolder,
  record,
  recordName,
  type Journal,
  type StoreRecord,
} from '../record';
import type { Clock } from './clock';

/** How long a dead worker's handles may keep a file to themselves. */
const patienceMs = 10_000;

/** What `record.ts` lays out, read and written. */
export class Disk {
  readonly #root: Folder;
  readonly #models: Folder;
  readonly #clock: Clock;
  /** Small files are written one after the other, in the order in which they were given. */
  #written: Promise<unknown> = Promise.resolve();

  private constructor(root: Folder, models: Folder, clock: Clock) {
    this.#root = root;
    this.#models = models;
    this.#clock = clock;
  }

  static async open(root: Folder, clock: Clock): Promise<Disk> {
    return new Disk(root, await root.getDirectoryHandle(modelsFolder, { create: true }), clock);
  }

  /** All models' ids. What is not a model's folder is removed. */
  async ids(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#models.keys()) names.push(name);
    const ids = names.filter((name) => modelId.safeParse(name).success);
    for (const name of names) {
      if (ids.includes(name)) continue;
      // It is tried again when the store opens next.
      await this.#patiently(() => this.#removeEntry(name)).catch((error: unknown) => console.error('store', name, error));
    }
    return ids;
  }

  async readRecord(id: string): Promise<StoreRecord | undefined> {
    return this.#read(id, (folder) => readJson(folder, recordName, record));
  }

  /** Whether there is a record at all, also one that `readRecord` does not understand. */
  async hasRecord(id: string): Promise<boolean> {
    return (await this.#read(id, (folder) => orMissing(folder.getFileHandle(recordName)))) !== undefined;
  }

  /** Bytes of a model's files, whatever is said of them; those of a file that cannot be read are not known. */
  async bytesOf(id: string): Promise<number> {
    let bytes = 0;
    try {
      await this.#read(id, async (folder) => {
        const files = await orMissing(folder.getDirectoryHandle(filesFolder));
        if (!files) return;
        for await (const name of files.keys()) bytes += (await orUnreadable(sizeOf(files, name))) ?? 0;
      });
    } catch (error) {
      console.error('store', id, error);
    }
    return bytes;
  }

  async readJournal(id: string): Promise<Journal | undefined> {
    return this.#read(id, (folder) => readJson(folder, journalName, journal));
  }

  writeRecord(content: StoreRecord): Promise<void> {
    return this.#write(() => this.#models.getDirectoryHandle(content.id), recordName, content);
  }

  writeJournal(content: Journal): Promise<void> {
    return this.#write(() => this.#folder(content.id), journalName, content);
  }

  async removeJournal(id: string): Promise<void> {
    await this.#remove(await this.#folder(id), journalName);
  }

  /** Removes what says that a model is there; its files stay. */
  async removeRecord(id: string): Promise<void> {
    await this.#remove(await this.#folder(id), recordName);
  }

  /** Removes the bytes of file `index` of a model. */
  async removeFile(id: string, index: number): Promise<void> {
    const files = await orMissing((await this.#folder(id)).getDirectoryHandle(filesFolder));
    if (files) await this.#remove(files, String(index));
  }

  /** Removes the bytes of a model and leaves its journal. */
  async removeFiles(id: string): Promise<void> {
    await this.#remove(await this.#folder(id), filesFolder);
  }

  /** Removes a model: first what makes it one, so that what is left of a removal that broke off is no model. */
  async removeModel(id: string): Promise<void> {
    const folder = await orMissing(this.#models.getDirectoryHandle(id));
    if (!folder) return;
    await this.#remove(folder, recordName);
    await this.#remove(folder, journalName);
    await this.#patiently(() => this.#removeEntry(id));
  }

  /**
   * Opens file `index` of a model to write; it is made if it is not there.
   *
   * @throws CodedError `store-busy` if something else keeps it open
   */
  async openFile(id: string, index: number): Promise<SyncFile> {
    const files = await (await this.#folder(id)).getDirectoryHandle(filesFolder, { create: true });
    const file = await files.getFileHandle(String(index), { create: true });
    return this.#patiently(() => file.createSyncAccessHandle());
  }

  /** File `index` of a model as it is now; `undefined` where there is none. */
  async blob(id: string, index: number): Promise<Blob | undefined> {
    return this.#read(id, async (folder) => {
      const files = await orMissing(folder.getDirectoryHandle(filesFolder));
      const file = files && (await orMissing(files.getFileHandle(String(index))));
      return file?.getFile();
    });
  }

  readDevice(): Promise<DeviceTest | undefined> {
    return orUnreadable(readJson(this.#root, deviceName, deviceTest));
  }

  writeDevice(test: DeviceTest): Promise<void> {
    return this.#write(() => Promise.resolve(this.#root), deviceName, test);
  }

  async readLimit(): Promise<number> {
    return (await orUnreadable(readJson(this.#root, limitName, keptLimit)))?.bytes ?? 0;
  }

  writeLimit(bytes: number): Promise<void> {
    return this.#write(() => Promise.resolve(this.#root), limitName, { bytes });
  }

  #folder(id: string): Promise<Folder> {
    return this.#models.getDirectoryHandle(id, { create: true });
  }

  async #read<T>(id: string, read: (folder: Folder) => Promise<T | undefined>): Promise<T | undefined> {
    const folder = await orMissing(this.#models.getDirectoryHandle(id));
    return folder && read(folder);
  }

  #write(find: () => Promise<Folder>, name: string, content: unknown): Promise<void> {
    const text = JSON.stringify(content);
    const replace = async () => {
      const writable = await (await (await find()).getFileHandle(name, { create: true })).createWritable();
      try {
        await writable.write(text);
      } catch (error) {
        await writable.abort();
        throw error;
      }
      await writable.close();
    };
    const written = this.#written.then(() => this.#patiently(replace));
    // Whoever asked for it hears of a failure; the next one is tried all the same.
    this.#written = written.catch(() => undefined);
    return written;
  }

  #remove(folder: Folder, name: string): Promise<void> {
    return this.#patiently(async () => {
      await orMissing(folder.removeEntry(name, { recursive: true }));
    });
  }

  async #removeEntry(name: string): Promise<void> {
    await orMissing(this.#models.removeEntry(name, { recursive: true }));
  }

  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const end = this.#clock.now() + patienceMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isNamed(error, 'NoModificationAllowedError', 'InvalidStateError')) throw error;
        if (this.#clock.now() >= end) throw new CodedError('store-busy', 'a file is open elsewhere', { cause: error });
      }
      await this.#clock.sleep(100);
    }
  }
}

async function sizeOf(folder: Folder, name: string): Promise<number> {
  return (await (await folder.getFileHandle(name)).getFile()).size;
}
