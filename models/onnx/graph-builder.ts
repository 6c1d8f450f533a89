import { halfBits } from './half';
import * as schema from './schema';
import { concat, delimited, float, integer } from './wire';

type Bytes = Uint8Array<ArrayBuffer>;

/** A tensor with its values. */
export interface TensorSpec {
  name: string;
  type: schema.ElementType;
  dims: readonly number[];
  /** Little-endian, as the file holds them. */
  data: Bytes;
}

/** An input or output: sides that are names are free, and those that are `undefined` are not said. */
export interface ValueSpec {
  name: string;
  type: schema.ElementType;
  dims: readonly (number | string | undefined)[];
}

export type AttributeSpec =
  | { int: number }
  | { float: number }
  | { text: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: TensorSpec }
  | { graph: GraphSpec };

export interface NodeSpec {
  op: string;
  /** Missing for the standard's own operators. */
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, AttributeSpec>>;
}

export interface GraphSpec {
  nodes: readonly NodeSpec[];
  inputs: readonly ValueSpec[];
  outputs: readonly ValueSpec[];
  initializers?: readonly TensorSpec[];
}

export interface ModelSpec extends GraphSpec {
  /** Version of the standard's operators. */
  opset?: number;
  /** Version of the other sets in use, by domain. */
  domains?: Readonly<Record<string, number>>;
}

/** An ONNX file of a small graph. What it describes is not checked: tests want wrong ones, too. */
export function buildModel({ opset = 17, domains = {}, ...graph }: ModelSpec): Bytes {
  const irVersion = 8;
  const sets = Object.entries({ '': opset, ...domains }).map(([domain, version]) =>
    delimited(
      schema.model.opsetImport,
      delimited(schema.opset.domain, domain),
      integer(schema.opset.version, version),
    ),
  );
  return concat(
    integer(schema.model.irVersion, irVersion),
    delimited(schema.model.producerName, 'imaginex'),
    delimited(schema.model.graph, graphBytes(graph)),
    ...sets,
  );
}

export function float32Tensor(name: string, dims: readonly number[], values: Iterable<number>): TensorSpec {
  return { name, type: 'float32', dims, data: new Uint8Array(Float32Array.from(values).buffer) };
}

export function float16Tensor(name: string, dims: readonly number[], values: Iterable<number>): TensorSpec {
  const bits = Uint16Array.from(Array.from(values, halfBits));
  return { name, type: 'float16', dims, data: new Uint8Array(bits.buffer) };
}

export function float64Tensor(name: string, dims: readonly number[], values: Iterable<number>): TensorSpec {
  return { name, type: 'float64', dims, data: new Uint8Array(Float64Array.from(values).buffer) };
}

export function int64Tensor(name: string, dims: readonly number[], values: Iterable<number>): TensorSpec {
  const data = BigInt64Array.from(Array.from(values, BigInt));
  return { name, type: 'int64', dims, data: new Uint8Array(data.buffer) };
}

export function uint8Tensor(name: string, dims: readonly number[], values: Iterable<number>): TensorSpec {
  return { name, type: 'uint8', dims, data: Uint8Array.from(values) };
}

function graphBytes({ nodes, inputs, outputs, initializers = [] }: GraphSpec): Bytes {
  return concat(
    ...nodes.map((one) => delimited(schema.graph.node, nodeBytes(one))),
    delimited(schema.graph.name, 'graph'),
    ...initializers.map((one) => delimited(schema.graph.initializer, tensorBytes(one))),
    ...inputs.map((one) => delimited(schema.graph.input, valueBytes(one))),
    ...outputs.map((one) => delimited(schema.graph.output, valueBytes(one))),
  );
}

export function nodeBytes({ op, domain, inputs, outputs, attributes = {} }: NodeSpec): Bytes {
  return concat(
    ...inputs.map((name) => delimited(schema.node.input, name)),
    ...outputs.map((name) => delimited(schema.node.output, name)),
    delimited(schema.node.opType, op),
    ...Object.entries(attributes).map(([name, value]) =>
      delimited(schema.node.attribute, delimited(schema.attribute.name, name), attributeBytes(value)),
    ),
    ...(domain === undefined ? [] : [delimited(schema.node.domain, domain)]),
  );
}

/** `AttributeProto.type` of each kind. */
const attributeType = { float: 1, int: 2, text: 3, tensor: 4, graph: 5, floats: 6, ints: 7 } as const;

function attributeBytes(value: AttributeSpec): Bytes {
  const { attribute } = schema;
  const typed = (type: keyof typeof attributeType, ...parts: Bytes[]) =>
    concat(...parts, integer(attribute.type, attributeType[type]));
  if ('int' in value) return typed('int', integer(attribute.i, value.int));
  if ('float' in value) return typed('float', float(attribute.f, value.float));
  if ('text' in value) return typed('text', delimited(attribute.s, value.text));
  if ('ints' in value) return typed('ints', ...value.ints.map((one) => integer(attribute.ints, one)));
  if ('floats' in value) return typed('floats', ...value.floats.map((one) => float(attribute.floats, one)));
  if ('tensor' in value) return typed('tensor', delimited(attribute.t, tensorBytes(value.tensor)));
  return typed('graph', delimited(attribute.g, graphBytes(value.graph)));
}

export function tensorBytes({ name, type, dims, data }: TensorSpec): Bytes {
  return concat(
    ...dims.map((side) => integer(schema.tensor.dims, side)),
    integer(schema.tensor.dataType, schema.elementNumber(type)),
    delimited(schema.tensor.name, name),
    delimited(schema.tensor.rawData, data),
  );
}

export function valueBytes({ name, type, dims }: ValueSpec): Bytes {
  const sides = dims.map((side) => delimited(schema.shape.dim, dimensionBytes(side)));
  const tensorType = delimited(
    schema.type.tensor,
    integer(schema.tensorType.elementType, schema.elementNumber(type)),
    delimited(schema.tensorType.shape, ...sides),
  );
  return concat(delimited(schema.valueInfo.name, name), delimited(schema.valueInfo.type, tensorType));
}

function dimensionBytes(side: number | string | undefined): Bytes {
  if (side === undefined) return new Uint8Array();
  return typeof side === 'number' ? integer(schema.dimension.value, side) : delimited(schema.dimension.param, side);
}
