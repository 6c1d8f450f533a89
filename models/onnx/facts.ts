import type { ElementType } from './schema';

/** An input or output of a graph. */
export interface GraphValue {
  name: string;
  /** Missing for what is no tensor: sequences, maps, optionals. */
  type: ElementType | undefined;
  /** A fixed side, the name of a free one, or nothing where the graph does not say; missing without a rank. */
  dims: readonly (number | string | undefined)[] | undefined;
}

export interface Operator {
  /** Empty for the standard's own. */
  domain: string;
  name: string;
}

/** Where the payload of an initializer lies in the file. */
export interface RawTensor {
  name: string;
  /** Byte position in the file, and bytes. */
  offset: number;
  length: number;
}

/** What an ONNX file says about itself, weights apart. */
export interface GraphFacts {
  irVersion: number;
  /** What has to be fed: initializers that are listed as inputs, too, are left out. */
  inputs: readonly GraphValue[];
  outputs: readonly GraphValue[];
  /** Version by domain; the standard's own domain is the empty name. */
  opsets: ReadonlyMap<string, number>;
  /** Every operator once, those in bodies and functions included; calls of the file's own functions left out. */
  operators: readonly Operator[];
  /** Where 64-bit numbers are, e.g. `Cast` or a tensor's name; missing when nowhere. */
  float64: string | undefined;
  /** Operators that draw random numbers. */
  random: readonly string[];
  /** Whether it computes in float16: storing weights so and casting them to float32 does not count. */
  f16: boolean;
  /** The weight of most bytes. */
  largestTensor: { name: string; bytes: number };
  /** Channels of the widest layer, as far as the weights of convolutions tell. */
  widest: number;
  /** Bytes of all weights, those in other files included. */
  weightBytes: number;
  /** Files that hold weights, relative to the graph's folder, in order of appearance. */
  externalFiles: readonly string[];
  /** Initializers whose bytes lie in the file as they are, those in bodies included. */
  rawTensors: readonly RawTensor[];
  nodes: number;
}
