import { CodedError } from '../../messages/errors';
import type { ImageModel } from '../catalog/model';
import { orMissing, readJson, type Folder } from './folders';
import { filesFolder, journal, journalName, modelsFolder, record, recordName } from './record';

/** A model of the library, to be read without a copy in memory. */
export interface StoredModel {
  /** Which of the files is the graph. */
  graph: string;
  /** By path. */
  files: ReadonlyMap<string, Blob>;
  /** Missing while a model that is not of the catalog has not been tried. */
  model: ImageModel | undefined;
  /** Of all files. */
  bytes: number;
}

/**
 * Opens a model that is there, or one that is about to be tried. For the model worker; changes nothing.
 *
 * @throws CodedError `model-missing`, or `model-damaged` where reading it again gave something else or a file
 *   has not the size that it should have
 */
export async function openStoredModel(id: string, root?: Folder): Promise<StoredModel> {
  const models = await orMissing((root ?? (await navigator.storage.getDirectory())).getDirectoryHandle(modelsFolder));
  const folder = models && (await orMissing(models.getDirectoryHandle(id)));
  const found = folder && (await readWhole(folder));
  if (!found) throw new CodedError('model-missing', id);
  const bytes = await orMissing(folder.getDirectoryHandle(filesFolder));
  const files = new Map<string, Blob>();
  for (const [index, file] of found.files.entries()) {
    const handle = bytes && (await orMissing(bytes.getFileHandle(String(index))));
    const blob = await handle?.getFile();
    if (blob?.size !== file.bytes) throw new CodedError('model-damaged', `${id}: ${file.path}`);
    files.set(file.path, blob);
  }
  const sum = found.files.reduce((all, file) => all + file.bytes, 0);
  return { graph: found.graph, files, model: found.model, bytes: sum };
}

async function readWhole(folder: Folder) {
  const there = await readJson(folder, recordName, record);
  if (there?.damaged) throw new CodedError('model-damaged', there.id);
  if (there) return { graph: there.model.graph, files: there.files, model: there.model };
  const arriving = await readJson(folder, journalName, journal);
  const whole = arriving?.files.every(({ received: [first], bytes }) => first?.[0] === 0 && first[1] === bytes);
  return whole ? arriving : undefined;
}
