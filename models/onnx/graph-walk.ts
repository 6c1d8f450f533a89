import type { GraphFacts, GraphValue, Operator, RawTensor } from './facts';
import { attribute, elementNumber, func, graph, node, sparseTensor } from './schema';
import { readTensorHeader, type TensorHeader } from './tensor-header';
import { readValueInfo } from './value-info';
import { type Field, WireError, type WireReader } from './wire';

/** Bodies within bodies, of If, Loop and Scan. */
const maxDepth = 16;

const randomOperators: readonly string[] = [
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'Multinomial',
  'Bernoulli',
];

/** Attributes whose integer is an element type. */
const typeAttributes: readonly string[] = ['to', 'dtype', 'output_dtype', 'output_datatype', 'stash_type'];

const float64 = elementNumber('float64');
const float32 = elementNumber('float32');

type Walked = Omit<GraphFacts, 'irVersion' | 'opsets'>;

/** Gathers what graphs, their bodies and a file's own functions say. */
export class GraphWalk {
  readonly #reader: WireReader;
  #inputs: GraphValue[] = [];
  #outputs: GraphValue[] = [];
  readonly #initializers = new Set<string>();
  readonly #operators = new Map<string, Operator>();
  readonly #own = new Set<string>();
  readonly #random = new Set<string>();
  readonly #external = new Set<string>();
  readonly #raw: RawTensor[] = [];
  #float64: string | undefined;
  /** Names of weights that are stored in float16. */
  readonly #halfWeights = new Set<string>();
  /** Names of float16 values that are no inputs of the file. */
  readonly #halfValues = new Set<string>();
  /** Names that something other than a cast to float32 takes. */
  readonly #taken = new Set<string>();
  #castsToHalf = false;
  #largest = { name: '', bytes: 0 };
  #widest = 0;
  #weightBytes = 0;
  #nodes = 0;

  constructor(reader: WireReader) {
    this.#reader = reader;
  }

  /** A GraphProto; at depth 0 the file's own. */
  async graph(field: Field, depth: number): Promise<void> {
    if (depth > maxDepth) throw new WireError('bodies within bodies too deep');
    for await (const part of this.#message(field)) {
      switch (part.number) {
        case graph.node:
          await this.#node(part, depth);
          break;
        case graph.initializer: {
          const header = await this.#tensor(part);
          if (depth === 0) this.#initializers.add(header.name);
          break;
        }
        case graph.sparseInitializer:
          await this.#sparse(part);
          break;
        case graph.input:
        case graph.output:
        case graph.valueInfo: {
          const value = await this.#value(part);
          if (depth > 0) break;
          if (part.number === graph.input) this.#inputs.push(value);
          if (part.number === graph.output) this.#outputs.push(value);
          break;
        }
      }
    }
  }

  /** A FunctionProto. */
  async localFunction(field: Field): Promise<void> {
    let [name, domain] = ['', ''];
    for await (const part of this.#message(field)) {
      if (part.number === func.name) name = await this.#reader.text(part);
      else if (part.number === func.domain) domain = standard(await this.#reader.text(part));
      else if (part.number === func.node) await this.#node(part, 0);
      else if (part.number === func.attributeProto) await this.#attribute(part, 0);
      else if (part.number === func.valueInfo) await this.#value(part);
    }
    this.#own.add(`${domain}:${name}`);
  }

  facts(): Walked {
    const named = [...this.#operators].filter(([key]) => !this.#own.has(key));
    const halfUsed = [...this.#halfWeights].some((name) => this.#taken.has(name));
    const halfMade = [...this.#halfValues].some((name) => !this.#halfWeights.has(name));
    return {
      inputs: this.#inputs.filter(({ name }) => !this.#initializers.has(name)),
      outputs: this.#outputs,
      operators: named.map(([, operator]) => operator),
      float64: this.#float64,
      random: [...this.#random],
      f16: this.#castsToHalf || halfUsed || halfMade,
      largestTensor: this.#largest,
      widest: this.#widest,
      weightBytes: this.#weightBytes,
      externalFiles: [...this.#external],
      rawTensors: this.#raw,
      nodes: this.#nodes,
    };
  }

  #message({ number, wire, from, to }: Field): AsyncGenerator<Field, void, undefined> {
    if (wire !== 2) throw new WireError(`field ${number} has to be a message`);
    return this.#reader.fields(from, to);
  }

  async #node(field: Field, depth: number): Promise<void> {
    this.#nodes++;
    let [name, domain] = ['', ''];
    const inputs: string[] = [];
    const outputs: string[] = [];
    const attributes: Attribute[] = [];
    for await (const part of this.#message(field)) {
      switch (part.number) {
        case node.input:
          inputs.push(await this.#reader.text(part));
          break;
        case node.output:
          outputs.push(await this.#reader.text(part));
          break;
        case node.opType:
          name = await this.#reader.text(part);
          break;
        case node.domain:
          domain = standard(await this.#reader.text(part));
          break;
        case node.attribute:
          attributes.push(await this.#attribute(part, depth));
          break;
      }
    }
    this.#operators.set(`${domain}:${name}`, { domain, name });
    if (domain === '' && randomOperators.includes(name)) this.#random.add(name);
    const casts = domain === '' && name === 'Cast';
    const to = casts ? attributes.find((one) => one.name === 'to')?.integer : undefined;
    if (casts && to === elementNumber('float16')) this.#castsToHalf = true;
    if (to !== float32) for (const input of inputs) this.#taken.add(input);
    if (attributes.some((one) => typeAttributes.includes(one.name) && one.integer === float64)) this.#float64 ??= name;
    const constant = domain === '' && name === 'Constant' ? attributes[0]?.tensor : undefined;
    if (constant?.type === 'float16') for (const output of outputs) this.#halfWeights.add(output);
  }

  async #attribute(field: Field, depth: number): Promise<Attribute> {
    const found: Attribute = { name: '', integer: undefined, tensor: undefined };
    for await (const part of this.#message(field)) {
      switch (part.number) {
        case attribute.name:
          found.name = await this.#reader.text(part);
          break;
        case attribute.i:
          found.integer = part.value;
          break;
        case attribute.t:
          found.tensor = await this.#tensor(part, false);
          break;
        case attribute.tensors:
          await this.#tensor(part, false);
          break;
        case attribute.sparse:
        case attribute.sparses:
          await this.#sparse(part);
          break;
        case attribute.g:
        case attribute.graphs:
          await this.graph(part, depth + 1);
          break;
      }
    }
    return found;
  }

  async #tensor(field: Field, isInitializer = true): Promise<TensorHeader> {
    const header = await readTensorHeader(this.#reader, field);
    if (header.type === 'float64') this.#float64 ??= header.name || 'Constant';
    if (header.type === 'float16' && isInitializer) this.#halfWeights.add(header.name);
    this.#weightBytes += header.bytes;
    if (header.bytes > this.#largest.bytes) this.#largest = { name: header.name, bytes: header.bytes };
    if (header.dims.length === 4) this.#widest = Math.max(this.#widest, ...header.dims.slice(0, 2));
    if (header.external !== undefined) this.#external.add(header.external);
    if (header.raw && isInitializer) this.#raw.push({ name: header.name, ...header.raw });
    return header;
  }

  async #sparse(field: Field): Promise<void> {
    for await (const part of this.#message(field)) {
      if (part.number === sparseTensor.values || part.number === sparseTensor.indices) await this.#tensor(part, false);
    }
  }

  async #value(field: Field): Promise<GraphValue> {
    const { value, elements } = await readValueInfo(this.#reader, field);
    if (elements.includes('float64')) this.#float64 ??= value.name;
    if (elements.includes('float16')) this.#halfValues.add(value.name);
    return value;
  }
}

interface Attribute {
  name: string;
  integer: number | undefined;
  tensor: TensorHeader | undefined;
}

/** The standard's own domain has two names. */
export function standard(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}
