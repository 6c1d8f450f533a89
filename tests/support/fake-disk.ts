import type { FileEntry, Folder, SyncFile } from '../../models/store/folders';

/** What bytes become that were written but not flushed when the worker died. */
const lost = 0xee;

class FakeFile {
  content = new Uint8Array();
  durable = new Uint8Array();
  heldBy: object | undefined;
}

type FakeFolder = Map<string, FakeFile | FakeFolder>;

/**
 * An origin private file system in memory, as one worker after the other sees it. After a crash nothing
 * that the one before started ever ends, and what it had not flushed is garbage.
 */
export class FakeDisk {
  /** Bytes that there is room for. */
  capacity = Number.MAX_SAFE_INTEGER;
  /** Path of a file that the disk does not give any more. */
  unreadable: string | undefined;
  /** Name of an entry that the disk refuses to remove. */
  unremovable: string | undefined;
  readonly #tree: FakeFolder = new Map();
  #life = {};

  get usage(): number {
    return this.#files().reduce((sum, file) => sum + file.content.length, 0);
  }

  /** The file system for one worker's life. */
  root(): Folder {
    return this.#folder(this.#tree, this.#life);
  }

  crash(options: { handlesStayOpen?: boolean } = {}): void {
    this.#life = {};
    for (const file of this.#files()) {
      const { content, durable } = file;
      file.content = content.map((byte, at) => (durable[at] === byte ? byte : lost));
      file.durable = file.content.slice();
      if (!options.handlesStayOpen) file.heldBy = undefined;
    }
  }

  /** The browser gives back what a dead worker had open. */
  closeHandles(): void {
    for (const file of this.#files()) file.heldBy = undefined;
  }

  /** Bytes of a file, or `undefined`. */
  read(path: string): Uint8Array | undefined {
    const found = this.#find(path);
    return found instanceof FakeFile ? found.content.slice() : undefined;
  }

  /** Replaces a file's bytes behind everybody's back; makes it if need be. */
  put(path: string, bytes: Uint8Array): void {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = this.#tree;
    for (const part of parts) {
      const next = folder.get(part) ?? new Map<string, FakeFile | FakeFolder>();
      folder.set(part, next);
      if (next instanceof FakeFile) throw new Error(`${part} is a file`);
      folder = next;
    }
    const file = new FakeFile();
    file.content = new Uint8Array(bytes);
    file.durable = file.content.slice();
    folder.set(name, file);
  }

  /** Paths of all files. */
  paths(folder: FakeFolder = this.#tree, prefix = ''): string[] {
    return [...folder].flatMap(([name, node]) =>
      node instanceof FakeFile ? [prefix + name] : this.paths(node, `${prefix}${name}/`),
    );
  }

  /** Names in a folder. */
  list(path: string): string[] {
    const found = this.#find(path);
    return found instanceof Map ? [...found.keys()] : [];
  }

  #find(path: string): FakeFile | FakeFolder | undefined {
    return path.split('/').reduce<FakeFile | FakeFolder | undefined>(
      (node, part) => (node instanceof Map ? node.get(part) : undefined),
      this.#tree,
    );
  }

  #files(folder: FakeFolder = this.#tree): FakeFile[] {
    return [...folder.values()].flatMap((node) => (node instanceof FakeFile ? [node] : this.#files(node)));
  }

  /** What an asynchronous call gives: nothing ever, once the worker that made it is gone. */
  async #alive<T>(life: object, work: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (life !== this.#life) return new Promise<never>(() => undefined);
    return work();
  }

  #makeRoom(bytes: number): void {
    if (bytes > 0 && this.usage + bytes > this.capacity) throw new DOMException('full', 'QuotaExceededError');
  }

  #folder(folder: FakeFolder, life: object): Folder {
    const get = <T extends FakeFile | FakeFolder>(name: string, is: (node: unknown) => node is T, make?: () => T): T => {
      const node = folder.get(name) ?? make?.();
      if (!node) throw new DOMException(name, 'NotFoundError');
      if (!is(node)) throw new DOMException(name, 'TypeMismatchError');
      folder.set(name, node);
      return node;
    };
    return {
      getDirectoryHandle: (name, options) =>
        this.#alive(life, () => this.#folder(get(name, isFolder, options?.create ? (): FakeFolder => new Map() : undefined), life)),
      getFileHandle: (name, options) =>
        this.#alive(life, () => this.#entry(get(name, isFile, options?.create ? () => new FakeFile() : undefined), life)),
      removeEntry: (name) =>
        this.#alive(life, () => {
          const node = folder.get(name);
          if (!node) throw new DOMException(name, 'NotFoundError');
          if (name === this.unremovable) throw new DOMException('read-only', 'UnknownError');
          const inside = node instanceof FakeFile ? [node] : this.#files(node);
          if (inside.some(({ heldBy }) => heldBy)) throw new DOMException(name, 'NoModificationAllowedError');
          folder.delete(name);
        }),
      async *keys() {
        yield* await Promise.resolve([...folder.keys()]);
      },
    };
  }

  #entry(file: FakeFile, life: object): FileEntry {
    return {
      getFile: () =>
        this.#alive(life, () => {
          const isGone = this.unreadable !== undefined && this.#find(this.unreadable) === file;
          if (isGone) throw new DOMException('bad sector', 'NotReadableError');
          return new Blob([file.content.slice()]);
        }),
      createWritable: () =>
        this.#alive(life, () => {
          let text = '';
          return {
            write: (part: string) => this.#alive(life, () => void (text += part)),
            close: () =>
              this.#alive(life, () => {
                const bytes = new TextEncoder().encode(text);
                this.#makeRoom(bytes.length - file.content.length);
                file.content = bytes;
                file.durable = bytes.slice();
              }),
            abort: () => this.#alive(life, () => undefined),
          };
        }),
      createSyncAccessHandle: () =>
        this.#alive(life, () => {
          if (file.heldBy) throw new DOMException('open', 'NoModificationAllowedError');
          const handle = this.#handle(file, life);
          file.heldBy = handle;
          return handle;
        }),
    };
  }

  #handle(file: FakeFile, life: object): SyncFile {
    const check = () => {
      if (life !== this.#life || file.heldBy !== handle) throw new DOMException('closed', 'InvalidStateError');
    };
    const resize = (bytes: number) => {
      const content = new Uint8Array(bytes);
      content.set(file.content.subarray(0, bytes));
      file.content = content;
    };
    const handle: SyncFile = {
      read: (buffer, { at }) => {
        check();
        const part = file.content.subarray(at, at + buffer.length);
        buffer.set(part);
        return part.length;
      },
      write: (buffer, { at }) => {
        check();
        this.#makeRoom(at + buffer.length - file.content.length);
        if (at + buffer.length > file.content.length) resize(at + buffer.length);
        file.content.set(buffer, at);
        return buffer.length;
      },
      getSize: () => (check(), file.content.length),
      truncate: (bytes) => {
        check();
        resize(bytes);
      },
      flush: () => {
        check();
        file.durable = file.content.slice();
      },
      close: () => {
        if (file.heldBy === handle) file.heldBy = undefined;
      },
    };
    return handle;
  }
}

function isFile(node: unknown): node is FakeFile {
  return node instanceof FakeFile;
}

function isFolder(node: unknown): node is FakeFolder {
  return node instanceof Map;
}
