import { CodedError } from '../../messages/errors';
import type { GraphFacts } from './facts';
import { GraphWalk } from './graph-walk';
import { readOpset } from './read-node';
import * as schema from './schema';
import { UnsafePathError } from './tensor-header';
import { WireError, WireReader } from './wire';

/** No protocol buffer is larger: its lengths are signed 32-bit numbers. */
const maxGraphBytes = 2 ** 31 - 1;

/**
 * What an ONNX file says about itself. Weights are jumped over, so memory and time hang on the number of
 * nodes alone, which is bounded.
 *
 * @param name what errors call the file.
 * @throws CodedError `import-empty`, `import-not-onnx`, `import-truncated` with `name` as detail;
 *   `import-archive-unsafe` with the path when weights would lie outside of the model's folder.
 */
export async function inspectGraph(blob: Blob, name: string): Promise<GraphFacts> {
  if (blob.size === 0) throw new CodedError('import-empty', name, { detail: name });
  if (blob.size > maxGraphBytes) throw new CodedError('import-not-onnx', `${name}: over 2 GiB`, { detail: name });
  const seen = { version: false, graph: false };
  try {
    return await inspect(blob, seen);
  } catch (error) {
    if (error instanceof UnsafePathError) {
      throw new CodedError('import-archive-unsafe', error.message, { detail: error.message, cause: error });
    }
    if (!(error instanceof WireError)) throw error;
    // Whatever begins like a model and then stops is taken for the beginning of one.
    const code = error.ended && seen.version ? 'import-truncated' : 'import-not-onnx';
    throw new CodedError(code, `${name}: ${error.message}`, { detail: name, cause: error });
  }
}

async function inspect(blob: Blob, seen: { version: boolean; graph: boolean }): Promise<GraphFacts> {
  const reader = new WireReader(blob);
  const walk = new GraphWalk(reader);
  const opsets = new Map<string, number>();
  let irVersion = 0;
  for await (const field of reader.fields(0, reader.size)) {
    switch (field.number) {
      case schema.model.irVersion:
        if (field.wire !== 0 || field.value < 1 || field.value > 1000) throw new WireError('no version of the format');
        irVersion = field.value;
        seen.version = true;
        break;
      case schema.model.graph:
        if (seen.graph) throw new WireError('two graphs');
        seen.graph = true;
        await walk.graph(field, 0);
        break;
      case schema.model.opsetImport: {
        const { domain, version } = await readOpset(reader, field);
        opsets.set(domain, version);
        break;
      }
      case schema.model.functions:
        await walk.localFunction(field);
        break;
    }
  }
  if (irVersion === 0) throw new WireError('no version of the format');
  if (!seen.graph) throw new WireError('no graph', true);
  if (opsets.size === 0) throw new WireError('no operator set', true);
  return { irVersion, opsets, ...walk.facts() };
}
