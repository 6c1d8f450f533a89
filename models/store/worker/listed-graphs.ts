import { CodedError } from '../../../messages/errors';
import type { Repository } from '../../../messages/library';
import { checkpointAt, checkpointRoots, graphsOfCheckpoint, type CheckpointPaths } from '../../import/checkpoint-paths';
import type { ListedFile, Listing } from './hub';

/** A graph of a listing together with the files that by their names hold its weights. */
export function filesOfGraph(files: readonly ListedFile[], graph: string): ListedFile[] {
  const stem = graph.replace(/\.onnx$/i, '');
  const companion = new RegExp(`^(?:${[graph, stem].map(escape).join('|')})(?:[._]data|\\.onnx[._]data)(?:[._-]?\\d+)?$`, 'i');
  return files.filter(({ path }) => path === graph || companion.test(path));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A checkpoint of a listing. */
interface ListedCheckpoint {
  /** Its folder, with a slash at its end; empty where it is the repository's own. */
  root: string;
  paths: CheckpointPaths;
  /** Its graphs and configurations, then the files that by their names hold its weights. */
  files: readonly ListedFile[];
}

/** The checkpoints of a listing that are whole. */
export function checkpointsOf(files: readonly ListedFile[]): ListedCheckpoint[] {
  const all = files.map(({ path }) => path);
  return checkpointRoots(all).flatMap((root) => {
    const paths = wholeAt(root, all);
    if (!paths) return [];
    const graphs = graphsOfCheckpoint(paths);
    const firsts = [...graphs, ...paths.configs];
    const data = graphs.flatMap((graph) => filesOfGraph(files, graph)).filter(({ path }) => !firsts.includes(path));
    return [{ root, paths, files: [...firsts.flatMap((path) => files.filter((file) => file.path === path)), ...data] }];
  });
}

/** Nothing of what is incomplete or unclear: its graphs are listed one by one. */
function wholeAt(root: string, all: readonly string[]): CheckpointPaths | undefined {
  try {
    return checkpointAt(root, all);
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

/**
 * The graphs of a listing, as a page shows them: the parts of a checkpoint as one.
 *
 * @throws CodedError `hub-no-model`
 */
export function graphsOf(repo: string, { commit, licence, files }: Listing): Repository {
  const checkpoints = checkpointsOf(files);
  const parts = new Set(checkpoints.flatMap(({ paths }) => graphsOfCheckpoint(paths)));
  const bytesOf = (some: readonly ListedFile[]): number => some.reduce((sum, file) => sum + file.bytes, 0);
  const graphs: Repository['graphs'] = [
    ...checkpoints.map(({ paths, files: own }) => ({ path: paths.denoiser, bytes: bytesOf(own), checkpoint: true as const })),
    ...files
      .filter(({ path }) => /\.onnx$/i.test(path) && !parts.has(path))
      .map(({ path }) => ({ path, bytes: bytesOf(filesOfGraph(files, path)) })),
  ].slice(0, 500);
  if (graphs.length === 0) throw new CodedError('hub-no-model', repo);
  return { repo, commit, licence, graphs };
}
