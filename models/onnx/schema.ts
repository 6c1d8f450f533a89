/** Field numbers of the messages of an ONNX file, as `onnx.proto` gives them; only what is read or written here. */
export const model = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, functions: 25 } as const;
export const opset = { domain: 1, version: 2 } as const;
export const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13, sparseInitializer: 15 } as const;
export const func = { name: 1, node: 7, opsetImport: 9, domain: 10, attributeProto: 11, valueInfo: 12 } as const;
export const node = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
export const attribute = { name: 1, f: 2, i: 3, s: 4, t: 5, g: 6, floats: 7, ints: 8, tensors: 10, graphs: 11, type: 20, sparse: 22, sparses: 23 } as const;
export const tensor = { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;
export const sparseTensor = { values: 1, indices: 2 } as const;
export const entry = { key: 1, value: 2 } as const;
export const valueInfo = { name: 1, type: 2 } as const;
export const type = { tensor: 1, sequence: 4, map: 5, sparse: 8, optional: 9 } as const;
export const tensorType = { elementType: 1, shape: 2 } as const;
export const shape = { dim: 1 } as const;
export const dimension = { value: 1, param: 2 } as const;

/** Name and bits of each element type, by its number in `TensorProto.DataType`. */
const elementTypes = [
  ['undefined', 0],
  ['float32', 32],
  ['uint8', 8],
  ['int8', 8],
  ['uint16', 16],
  ['int16', 16],
  ['int32', 32],
  ['int64', 64],
  ['string', 0],
  ['bool', 8],
  ['float16', 16],
  ['float64', 64],
  ['uint32', 32],
  ['uint64', 64],
  ['complex64', 64],
  ['complex128', 128],
  ['bfloat16', 16],
  ['float8e4m3fn', 8],
  ['float8e4m3fnuz', 8],
  ['float8e5m2', 8],
  ['float8e5m2fnuz', 8],
  ['uint4', 4],
  ['int4', 4],
  ['float4e2m1', 4],
  ['float8e8m0', 8],
  ['uint2', 2],
  ['int2', 2],
] as const;

export type ElementType = (typeof elementTypes)[number][0];

/** `undefined` for a number that stands for no type. */
export function elementType(number: number): ElementType | undefined {
  return elementTypes[number]?.[0];
}

export function elementNumber(name: ElementType): number {
  return elementTypes.findIndex(([known]) => known === name);
}

/** Bits of one element; 0 where that is not fixed. */
export function elementBits(name: ElementType): number {
  return elementTypes.find(([known]) => known === name)?.[1] ?? 0;
}
