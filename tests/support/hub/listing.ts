import { createHash } from 'node:crypto';
import { pointerBytes, type HubCommit, type HubFile, type HubRepository } from './repository';

/** What the hub's API says, in its own words. */

export function revisionAnswer(repository: HubRepository, commit: HubCommit): unknown {
  const [author = ''] = repository.id.split('/');
  return {
    _id: createHash('sha1').update(repository.id).digest('hex').slice(0, 24),
    id: repository.id,
    modelId: repository.id,
    author,
    sha: commit.id,
    lastModified: '2025-01-01T00:00:00.000Z',
    private: false,
    gated: false,
    disabled: false,
    tags: ['onnx', ...(repository.licence === '' ? [] : [`license:${repository.licence}`]), 'region:us'],
    downloads: 0,
    likes: 0,
    library_name: 'onnx',
    ...(repository.licence === '' ? {} : { cardData: { license: repository.licence } }),
    siblings: [...commit.files.keys()].map((rfilename) => ({ rfilename })),
  };
}

function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, depth) => folders.add(parts.slice(0, depth + 1).join('/')));
  }
  return [...folders];
}

function entry(file: HubFile): unknown {
  const { path, oid, content, sha256 } = file;
  const common = { type: 'file', oid, size: content.bytes, path };
  if (!file.isLarge) return common;
  const lfs = { oid: sha256, size: content.bytes, pointerSize: pointerBytes(file) };
  return { ...common, lfs, xetHash: createHash('sha256').update(sha256).digest('hex') };
}

/** All entries of a tree; one page of them is sent at a time. */
export function treeAnswer(commit: HubCommit): unknown[] {
  const folders = foldersOf(commit.files.keys()).map((path) => ({
    type: 'directory',
    oid: createHash('sha1').update(path).digest('hex'),
    size: 0,
    path,
  }));
  return [...folders, ...[...commit.files.values()].map(entry)];
}
