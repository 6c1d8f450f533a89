import { createHash } from 'node:crypto';
import { contentOf, gitBlobId, sha256Of, type Content } from './content';

/** A file as a commit holds it. */
export interface HubFile {
  readonly path: string;
  readonly content: Content;
  readonly isLarge: boolean;
  readonly sha256: string;
  /** Git's id: of the file itself, or of the pointer that stands for a large one. */
  readonly oid: string;
}

export interface HubCommit {
  readonly id: string;
  readonly files: ReadonlyMap<string, HubFile>;
}

/** A repository of models; `main` is its last commit. */
export interface HubRepository {
  readonly id: string;
  /** As in the card; empty when it says nothing. */
  readonly licence: string;
  readonly commits: ReadonlyMap<string, HubCommit>;
  readonly main: HubCommit;
  /** Replaces what is on `main`; what was there before stays under its own commit. */
  commit(files: Readonly<Record<string, Content>>): HubCommit;
}

/** Git keeps what is smaller, the storage host what is larger. */
const largeFromBytes = 100_000;

function pointerTo(sha256: string, bytes: number): Content {
  const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes}\n`;
  return contentOf(new TextEncoder().encode(text));
}

export const pointerBytes = (file: HubFile): number => pointerTo(file.sha256, file.content.bytes).bytes;

function hubFile(path: string, content: Content): HubFile {
  const sha256 = sha256Of(content);
  const isLarge = content.bytes >= largeFromBytes;
  return { path, content, isLarge, sha256, oid: gitBlobId(isLarge ? pointerTo(sha256, content.bytes) : content) };
}

export function createRepository(
  id: string,
  licence: string,
  files: Readonly<Record<string, Content>>,
): HubRepository {
  const commits = new Map<string, HubCommit>();
  const made = (contents: Readonly<Record<string, Content>>): HubCommit => {
    const all = new Map(Object.entries(contents).map(([path, content]) => [path, hubFile(path, content)]));
    const tree = [...all.values()].map(({ path, oid }) => `${path} ${oid}`).join('\n');
    const commit = { id: createHash('sha1').update(`${id} ${commits.size}\n${tree}`).digest('hex'), files: all };
    commits.set(commit.id, commit);
    return commit;
  };
  let main = made(files);
  return {
    id,
    licence,
    commits,
    get main() {
      return main;
    },
    commit(contents) {
      main = made(contents);
      return main;
    },
  };
}
