import { CodedError } from '../../../messages/errors';
import type { HubFile, ImageModel } from '../../catalog/model';
import type { Journal, StoredFile } from '../record';
import type { Clock } from './clock';
import { sha256Of } from './hashing';
import { filesOfGraph, listRepository, type ListedFile } from './hub';
import type { Network } from './network';

interface PlanParts {
  network: Network;
  clock: Clock;
  /** Told, in epoch ms, until when the hub asked to be left alone. */
  onWait?: (until: number) => void;
}

/**
 * What is to be fetched for a model of the catalog: each file's size and hash, from the package where
 * it says them, else from the hub.
 *
 * @throws CodedError `download-changed` where the hub has something else than the package says; else as `listRepository`
 */
export async function planCatalogModel(model: ImageModel, parts: PlanParts, signal: AbortSignal): Promise<Journal> {
  const { source } = model;
  if (source.kind !== 'hub') throw new CodedError('model-missing', `${model.id} is not on the hub`);
  const pinned = source.files.flatMap(pinOf);
  const complete = source.commit !== undefined && pinned.length === source.files.length;
  const listing = complete ? undefined : await listRepository(source.repo, source.commit ?? 'main', parts, signal, parts.onWait);
  const files = listing ? source.files.map((file) => listed(file, listing.files)) : pinned;
  return {
    version: 1,
    id: model.id,
    name: model.name,
    origin: pinned.length === source.files.length ? 'package' : 'hub',
    repo: source.repo,
    commit: listing?.commit ?? source.commit,
    addedAt: parts.clock.now(),
    model,
    graph: model.graph,
    licence: model.licence,
    files: files.map((file) => ({ ...file, received: [] })),
  };
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

/**
 * What is to be fetched for a graph of a repository that the catalog does not know.
 *
 * @throws CodedError `download-not-found`; else as `listRepository`
 */
export async function planHubGraph(
  { id, repo, commit, graph }: { id: string; repo: string; commit: string; graph: string },
  parts: PlanParts,
  signal: AbortSignal,
): Promise<Journal> {
  const listing = await listRepository(repo, commit, parts, signal, parts.onWait);
  // The graph first: it is looked into before the rest is fetched.
  const files = filesOfGraph(listing.files, graph).toSorted((a, b) => Number(b.path === graph) - Number(a.path === graph));
  if (!files.some(({ path }) => path === graph)) throw new CodedError('download-not-found', graph, { detail: graph });
  return {
    version: 1,
    id,
    name: nameOf(repo, graph),
    origin: 'hub',
    repo,
    commit: listing.commit,
    addedAt: parts.clock.now(),
    graph,
    licence: listing.licence,
    files: files.map((file) => ({ ...file, received: [] })),
  };
}

/** The repository's name, and the graph's where it says more than "model". */
export function nameOf(repo: string, graph: string): string {
  const stem = graph.replace(/\.onnx$/i, '').replace(/(?:^|\/)(?:onnx\/)?model$/, '');
  return [repo.split('/')[1], stem].filter(Boolean).join(' – ').slice(0, 120);
}
