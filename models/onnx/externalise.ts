import { entry, graph as graphFields, model as modelFields, tensor } from './schema';
import { concat, delimited, type Field, header, integer, WireReader } from './wire';

/** What a session is made from: a graph without its large weights, and the files that have them. */
export interface ExternalisedModel {
  model: Uint8Array<ArrayBuffer>;
  /** `path` is what the graph calls the file. */
  externalData: { path: string; data: Blob }[];
}

/** Name under which the graph's own file is external data; no model has such a file beside it. */
const ownName = 'graph.self';
/** Smaller weights stay: shapes and constants have to be known while the graph is optimised. */
const defaultThreshold = 64 * 1024;
/** Bytes of the rewritten file: new ones, or a range of the old file. */
type Part = Uint8Array<ArrayBuffer> | { from: number; to: number };

/**
 * Rewrites a graph so that its large initializers are external data that lies in the file itself. Nothing
 * but the rest of the graph is read, so what comes back is small. Weights in bodies of If, Loop and Scan stay
 * where they are: onnxruntime-web looks for theirs in a file system, which it has none of.
 *
 * onnxruntime-web 1.30, `/jspi` build: external data that is a Blob is kept as such (other builds read it into
 * one `Uint8Array` first), and each tensor is read by `slice(offset, offset + length).stream()` straight into
 * the heap or the GPU's buffer, with nothing but a buffer of that tensor's size between. Offset and length
 * reach it as 64-bit floats, so files may be larger than 4 GB; a single tensor has to fit an `ArrayBuffer`.
 * Offsets need no alignment.
 *
 * @param siblings the other files of the model by their path as the graph names it, relative to its folder.
 * @param threshold bytes from which on a weight is left where it is.
 * @throws WireError when `graph` is no ONNX file; `inspectGraph` says more.
 */
export async function externalise(
  graph: Blob,
  siblings: ReadonlyMap<string, Blob>,
  { threshold = defaultThreshold }: { threshold?: number } = {},
): Promise<ExternalisedModel> {
  const rewriter = new Rewriter(new WireReader(graph), threshold);
  const parts = await rewriter.model(graph.size);
  const model = await new Blob(parts.map((part) => (part instanceof Uint8Array ? part : graph.slice(part.from, part.to)))).arrayBuffer();
  const externalData = [...siblings].map(([path, data]) => ({ path, data }));
  if (rewriter.moved > 0) externalData.push({ path: ownName, data: graph });
  return { model: new Uint8Array(model), externalData };
}

class Rewriter {
  readonly #reader: WireReader;
  readonly #threshold: number;
  /** Initializers that became external data. */
  moved = 0;

  constructor(reader: WireReader, threshold: number) {
    this.#reader = reader;
    this.#threshold = threshold;
  }

  model(size: number): Promise<Part[]> {
    return this.#message(0, size, (field) => (field.number === modelFields.graph ? this.#graph(field) : undefined));
  }

  /** The fields from `start` to `end`, of which `rewrite` replaces some by what it gives for them. */
  async #message(
    start: number,
    end: number,
    rewrite: (field: Field) => Promise<Part[]> | undefined,
  ): Promise<Part[]> {
    const parts: Part[] = [];
    let kept = start;
    for await (const field of this.#reader.fields(start, end)) {
      // What is smaller than a large weight holds none.
      const changed = field.wire === 2 && field.to - field.from >= this.#threshold ? rewrite(field) : undefined;
      if (!changed) continue;
      if (kept < field.start) parts.push({ from: kept, to: field.start });
      const payload = await changed;
      parts.push(header(field.number, length(payload)), ...payload);
      kept = field.to;
    }
    if (kept < end) parts.push({ from: kept, to: end });
    return parts;
  }

  #graph({ from, to }: Field): Promise<Part[]> {
    return this.#message(from, to, (field) =>
      field.number === graphFields.initializer ? this.#tensor(field) : undefined,
    );
  }

  async #tensor({ from, to }: Field): Promise<Part[]> {
    const parts: Part[] = [];
    let raw: Field | undefined;
    for await (const field of this.#reader.fields(from, to)) {
      if (field.number === tensor.rawData && field.wire === 2) raw = field;
      else parts.push({ from: field.start, to: field.to });
    }
    if (!raw || raw.to - raw.from < this.#threshold) return [{ from, to }];
    this.moved++;
    return [...parts, concat(...place({ location: ownName, offset: raw.from, length: raw.to - raw.from }))];
  }
}

/** The fields of a tensor that say where its bytes are. */
function place(where: Record<string, string | number>): Uint8Array<ArrayBuffer>[] {
  const external = 1;
  const entries = Object.entries(where).map(([key, value]) =>
    delimited(tensor.externalData, delimited(entry.key, key), delimited(entry.value, String(value))),
  );
  return [...entries, integer(tensor.dataLocation, external)];
}

function length(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.length : part.to - part.from), 0);
}
