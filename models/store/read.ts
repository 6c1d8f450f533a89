import { CodedError } from '../../messages/errors';
import { graphOf, type Model } from '../catalog/model';
import { orMissing, readJson, type Folder } from './folders';
import { filesFolder, journal, journalName, modelsFolder, record, recordName, type StoredFile, type StoreRecord } from './record';

/** A model of the library, to be read without a copy in memory. */
export interface StoredModel {
  /** Which of the files is the graph. */
  graph: string;
  /** By path. */
  files: ReadonlyMap<string, Blob>;
  /** Missing where it is about to be tried and that will show. */
  model: Model | undefined;
  /** Of all files. */
  bytes: number;
}

/**
 * Opens a model that is there. For the model worker; changes nothing.
 *
 * @throws CodedError `model-missing`, or `model-damaged` where reading it again gave something else or a file
 *   has not the size that it should have
 */
export async function openStoredModel(id: string, root?: Folder): Promise<StoredModel> {
  const folder = await folderOf(id, root);
  const there = folder && (await readRecord(folder));
  if (!there) throw new CodedError('model-missing', id);
  return open(folder, { id, graph: graphOf(there.model), files: there.files, model: there.model });
}

/** The records of all models that are there and whole. For the model worker; changes nothing. */
export async function storedModels(root?: Folder): Promise<StoreRecord[]> {
  const models = await orMissing((root ?? (await navigator.storage.getDirectory())).getDirectoryHandle(modelsFolder));
  const records: StoreRecord[] = [];
  if (!models) return records;
  for await (const id of models.keys()) {
    const folder = await orMissing(models.getDirectoryHandle(id));
    const there = folder && (await readJson(folder, recordName, record));
    if (there && !there.damaged) records.push(there);
  }
  return records;
}

/**
 * Opens a model that is about to be tried, which nothing else may do: its bytes are the right ones, but nobody
 * knows yet whether it runs.
 *
 * @throws CodedError as `openStoredModel`
 */
export async function openForTrial(id: string, root?: Folder): Promise<StoredModel> {
  const folder = await folderOf(id, root);
  const arriving = folder && (await readJson(folder, journalName, journal));
  if (!folder || !arriving?.verified) throw new CodedError('model-missing', id);
  return open(folder, { id, graph: arriving.graph, files: arriving.files, model: arriving.candidate });
}

async function folderOf(id: string, root?: Folder): Promise<Folder | undefined> {
  const models = await orMissing((root ?? (await navigator.storage.getDirectory())).getDirectoryHandle(modelsFolder));
  return models && orMissing(models.getDirectoryHandle(id));
}

async function readRecord(folder: Folder) {
  const there = await readJson(folder, recordName, record);
  if (there?.damaged) throw new CodedError('model-damaged', there.id);
  return there;
}

async function open(
  folder: Folder,
  { id, graph, files: stored, model }: Pick<StoredModel, 'graph' | 'model'> & { id: string; files: readonly StoredFile[] },
): Promise<StoredModel> {
  const bytes = await orMissing(folder.getDirectoryHandle(filesFolder));
  const files = new Map<string, Blob>();
  for (const [index, file] of stored.entries()) {
    const handle = bytes && (await orMissing(bytes.getFileHandle(String(index))));
    const blob = await handle?.getFile();
    if (blob?.size !== file.bytes) throw new CodedError('model-damaged', `${id}: ${file.path}`);
    files.set(file.path, blob);
  }
  const sum = stored.reduce((all, file) => all + file.bytes, 0);
  return { graph, files, model, bytes: sum };
}
