import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { CodedError } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import { fromHalf, toHalf } from './half-floats';
import type { Ort } from './ort';
import { createSession, type GraphBytes } from './session';

/** Numbers on their way into a graph; they become what the graph's input is made of. */
export interface GraphValue {
  data: Float32Array | Int32Array | Uint8Array;
  dims: readonly number[];
}

/** Numbers that came out of a graph, as float32. */
export interface FloatValue {
  data: Float32Array;
  dims: readonly number[];
}

/** An input as the graph declares it: sides that are names are free. */
export interface GraphInput {
  type: Tensor.Type;
  shape: readonly (number | string)[];
}

/**
 * One open graph of any kind. Names, types and shapes are read from the graph: exports of one and the same network
 * take ids of 32 or 64 bits, floats of 16 or 32, pictures as floats or bytes.
 */
export class Graph {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, GraphInput>;
  readonly outputs: readonly string[];
  readonly #ort: Ort;
  readonly #session: InferenceSession;

  private constructor(ort: Ort, name: string, session: InferenceSession) {
    this.name = name;
    this.#ort = ort;
    this.#session = session;
    this.inputs = new Map(
      session.inputMetadata.flatMap((input) =>
        input.isTensor ? [[input.name, { type: input.type, shape: input.shape }]] : [],
      ),
    );
    this.outputs = session.outputNames;
  }

  /**
   * @param name for messages to developers.
   * @param optimization `basic` for text encoders: a fusion of onnxruntime breaks CLIP's.
   * @param keepsArena whether what a run took is kept for the next; else it is given back.
   * @throws CodedError `gpu-failed`, `out-of-memory`, `model-failed`
   */
  static async open(
    ort: Ort,
    name: string,
    bytes: GraphBytes,
    backend: Device['backend'],
    optimization: 'basic' | 'all' = 'all',
    keepsArena = true,
  ): Promise<Graph> {
    return new Graph(ort, name, await createSession(ort, name, bytes, backend, optimization, keepsArena));
  }

  /** Length of an input's first side, where the graph fixes it. */
  fixedBatch(input: string): number | undefined {
    const first = this.inputs.get(input)?.shape[0];
    return typeof first === 'number' && first > 0 ? first : undefined;
  }

  /**
   * @param values by input; what the graph has no input for is left out.
   * @param only the outputs that are wanted; all where missing.
   * @throws CodedError `model-failed` where the graph wants an input that is not there, or gives no floats
   */
  async run(values: Readonly<Record<string, GraphValue>>, only?: readonly string[]): Promise<ReadonlyMap<string, FloatValue>> {
    const feeds: Record<string, Tensor> = {};
    for (const [name, { type }] of this.inputs) {
      const value = values[name];
      if (!value) throw new CodedError('model-failed', `${this.name} wants "${name}"`);
      feeds[name] = this.#tensorOf(type, value);
    }
    const results = await (only ? this.#session.run(feeds, only) : this.#session.run(feeds));
    return new Map(Object.entries(results).map(([name, tensor]) => [name, this.#floatsOf(name, tensor)]));
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #tensorOf(type: Tensor.Type, { data, dims }: GraphValue): Tensor {
    const { Tensor } = this.#ort;
    switch (type) {
      case 'float32':
        return new Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), dims);
      case 'float16':
        return new Tensor('float16', toHalf(data instanceof Float32Array ? data : Float32Array.from(data)), dims);
      case 'int32':
        return new Tensor('int32', Int32Array.from(data, Math.round), dims);
      case 'uint8':
        return new Tensor('uint8', data instanceof Uint8Array ? data : Uint8Array.from(Uint8ClampedArray.from(data)), dims);
      case 'int64':
        return new Tensor('int64', BigInt64Array.from(Array.from(data, (value) => BigInt(Math.round(value)))), dims);
      default:
        throw new CodedError('model-failed', `${this.name} takes ${type}`);
    }
  }

  #floatsOf(name: string, { type, data, dims }: Tensor): FloatValue {
    if (data instanceof Float32Array) return { data, dims };
    const floats = type === 'float16' ? fromHalf(data) : data instanceof Uint8Array ? Float32Array.from(data) : undefined;
    if (floats) return { data: floats, dims };
    throw new CodedError('model-failed', `${this.name} gives ${type} as "${name}"`);
  }
}
