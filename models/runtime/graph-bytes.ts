import { CodedError } from '../../messages/errors';
import { externalise } from '../onnx/externalise';
import type { GraphBytes } from './session';

/**
 * A graph among the files of a model, with its weights left where they are.
 *
 * @param path of the graph in `files`; its weights lie in the same folder.
 * @throws CodedError `model-damaged` where it is not there
 */
export async function graphBytesOf(path: string, files: ReadonlyMap<string, Blob>): Promise<GraphBytes> {
  const blob = files.get(path);
  if (!blob) throw new CodedError('model-damaged', path);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const siblings = new Map<string, Blob>();
  for (const [other, data] of files) {
    if (other !== path && other.startsWith(folder)) siblings.set(other.slice(folder.length), data);
  }
  const { model, externalData } = await externalise(blob, siblings);
  return { graph: model, externalData };
}
