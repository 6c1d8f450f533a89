import { CodedError } from '../../../messages/errors';
import { filesOf, isPinned, type HubFile, graphOf, type Model } from '../../catalog/model';
import type { Journal, StoredFile } from '../record';
import type { Clock } from './clock';
import { sha256Of } from './hashing';
import { listRepository, type ListedFile, type Listing } from './hub';
import { checkpointsOf, filesOfGraph } from './listed-graphs';
import type { Network } from './network';

interface PlanParts {
  network: Network;
  clock: Clock;
  /** Told, in epoch ms, until when the hub asked to be left alone. */
  onWait?: (until: number) => void;
}

/** What is asked for, before the hub has said which files there are. */
export function wishForModel(model: Model, now: number): Journal {
  const { id, name, source, licence } = model;
  if (source.kind !== 'hub') throw new CodedError('model-missing', `${id} is not on the hub`);
  const { repo, commit } = source;
  const origin = isPinned(model) ? 'package' : 'hub';
  return { version: 1, id, name, origin, repo, commit, addedAt: now, model, graph: graphOf(model), licence, files: [] };
}

/** The same for a graph of a repository that the catalog does not know. */
export async function wishForGraph(repo: string, commit: string, graph: string, now: number): Promise<Journal> {
  const id = await hubModelId(repo, commit, graph);
  return { version: 1, id, name: nameOf(repo, graph), origin: 'hub', repo, commit, addedAt: now, graph, licence: '', files: [] };
}

/**
 * The journal of what is asked for: each file's size and hash, from the package where it says them, else from
 * the hub. One that has its files stays as it is.
 *
 * @throws CodedError `download-changed` where the hub has something else than the package says; else as `listRepository`
 */
export async function planOf(wish: Journal, parts: PlanParts, signal: AbortSignal): Promise<Journal> {
  if (wish.files.length > 0) return wish;
  const { model, repo } = wish;
  if (repo === undefined) throw new CodedError('model-missing', `${wish.id} is not on the hub`);
  const commit = wish.commit ?? 'main';
  if (!model) return planGraph(wish, await listRepository(repo, commit, parts, signal, parts.onWait));
  const files = filesOf(model);
  const pinned = files.flatMap(pinOf);
  if (wish.commit !== undefined && pinned.length === files.length) return withFiles(wish, pinned);
  const listing = await listRepository(repo, commit, parts, signal, parts.onWait);
  return withFiles({ ...wish, commit: listing.commit }, files.map((file) => listed(file, listing.files)));
}

/** The graph comes first: it is looked into before the rest is fetched. That of a denoiser stands for its whole checkpoint. */
function planGraph(wish: Journal, { commit, licence, files }: Listing): Journal {
  const { graph, repo = '' } = wish;
  const checkpoint = checkpointsOf(files).find(({ paths }) => paths.denoiser === graph);
  if (checkpoint) {
    const name = nameOf(repo, checkpoint.root.slice(0, -1));
    return withFiles({ ...wish, name, commit, licence }, checkpoint.files);
  }
  const named = filesOfGraph(files, graph).toSorted((a, b) => Number(b.path === graph) - Number(a.path === graph));
  if (named[0]?.path !== graph) throw new CodedError('download-not-found', graph, { detail: graph });
  return withFiles({ ...wish, commit, licence }, named);
}

function withFiles(wish: Journal, files: readonly StoredFile[]): Journal {
  return { ...wish, files: files.map((file) => ({ ...file, received: [] })) };
}

function pinOf({ path, bytes, sha256 }: HubFile): StoredFile[] {
  return bytes === undefined || sha256 === undefined ? [] : [{ path, bytes, hash: { kind: 'sha256', value: sha256 } }];
}

function listed(file: HubFile, files: readonly ListedFile[]): StoredFile {
  const found = files.find(({ path }) => path === file.path);
  if (!found) throw new CodedError('download-not-found', file.path, { detail: file.path });
  const otherSize = file.bytes !== undefined && file.bytes !== found.bytes;
  const otherHash = file.sha256 !== undefined && found.hash.kind === 'sha256' && found.hash.value !== file.sha256;
  if (otherSize || otherHash) throw new CodedError('download-changed', file.path, { detail: file.path });
  return { ...found, hash: file.sha256 === undefined ? found.hash : { kind: 'sha256', value: file.sha256 } };
}

/** The id that a graph of a repository at one commit gets here. */
export async function hubModelId(repo: string, commit: string, graph: string): Promise<string> {
  const words = `${repo} ${graph.replace(/\.onnx$/i, '')}`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hash = await sha256Of(`${repo}@${commit}/${graph}`);
  return `hub-${[...words.join('-').slice(0, 60).split('-').filter(Boolean), hash.slice(0, 12)].join('-')}`;
}

/** The repository's name, and the graph's where it says more than "model". */
export function nameOf(repo: string, graph: string): string {
  const stem = graph.replace(/\.onnx$/i, '').replace(/(?:^|\/)(?:onnx\/)?model$/, '');
  return [repo.split('/')[1], stem].filter(Boolean).join(' – ').slice(0, 120);
}
