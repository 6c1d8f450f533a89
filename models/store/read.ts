import { CodedError } from '../../messages/errors';
import type { ImageModel } from '../catalog/model';
import { orMissing, readJson } from './folders';
import { filesFolder, journal, journalName, modelsFolder, record, recordName } from './record';

/** A model on disk, as the model worker opens it. */
export interface StoredModel {
  /** Which of the files is the graph. */
  graph: string;
  /** By their path; handles, not bytes. */
  files: ReadonlyMap<string, Blob>;
  /** Missing while a model that is not of the catalog is tried for the first time. */
  model: ImageModel | undefined;
  bytes: number;
}

/**
 * Looks a model up on disk (OPFS) and reads nothing of it.
 *
 * @throws CodedError `model-missing`, or `model-damaged` when a file is not as long as it was.
 */
export async function openStoredModel(id: string): Promise<StoredModel> {
  const root = await navigator.storage.getDirectory();
  const models = await orMissing(root.getDirectoryHandle(modelsFolder));
  const folder = models && (await orMissing(models.getDirectoryHandle(id)));
  if (!folder) throw new CodedError('model-missing', id);
  const known = (await readJson(folder, recordName, record)) ?? (await readJson(folder, journalName, journal));
  if (!known) throw new CodedError('model-missing', id);
  const graph = 'graph' in known ? known.graph : known.model.graph;
  const handles = await folder.getDirectoryHandle(filesFolder);
  const files = new Map<string, Blob>();
  let bytes = 0;
  for (const [index, file] of known.files.entries()) {
    const blob = await (await handles.getFileHandle(String(index))).getFile();
    if (blob.size !== file.bytes) throw new CodedError('model-damaged', `${id}: ${file.path}`);
    files.set(file.path, blob);
    bytes += blob.size;
  }
  return { graph, files, model: known.model, bytes };
}
