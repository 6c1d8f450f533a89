import type { GraphFacts, GraphValue } from '../onnx/facts';
import type { About } from '../import/match';
import { model, type Model, type NetworkModel } from './model';

/** Sides of an input or output by its name; `null` for one that may be anything. */
export type Signature = Readonly<Record<string, readonly (number | null)[]>>;

type Described<Kind extends Model> = Kind extends Model ? Omit<Kind, keyof About | 'needs' | 'summary'> : never;

/**
 * What a graph of certain names and shapes takes and gives. No graph says what its numbers stand for; one whose names and
 * shapes are those of a published network is taken for that network when it is imported.
 */
export interface Contract {
  inputs: Signature;
  outputs: Signature;
  /** Its entry, but for what the file itself tells. */
  model: Described<NetworkModel> & Partial<Pick<NetworkModel, 'summary'>>;
  /** Bytes that a run needs besides the weights. */
  workingMemory: number;
}

const modules = import.meta.glob<{ contract: Contract }>('./contracts/*.ts', { eager: true });

/** Every published network that is recognised: a file in `contracts/` is one. */
export const contracts: readonly Contract[] = Object.values(modules).map((module) => module.contract);

/** The published network that a graph is, by its names and shapes. */
export function contractFor({ inputs, outputs }: Pick<GraphFacts, 'inputs' | 'outputs'>, among: readonly Contract[] = contracts): Contract | undefined {
  const fitting = among.filter((contract) => has(inputs, contract.inputs) && has(outputs, contract.outputs));
  // A graph of one size is that network at that size, though the one that takes any size would fit as well.
  return fitting.toSorted((a, b) => freeSides(a) - freeSides(b))[0];
}

function freeSides({ inputs, outputs }: Contract): number {
  return Object.values({ ...inputs, ...outputs }).flat().filter((side) => side === null).length;
}

/** The library's entry for a graph that has a contract. */
export function modelByContract({ model: described, workingMemory }: Contract, facts: GraphFacts, about: About): Model {
  const { f16, largestTensor } = facts;
  return model.parse({ ...described, ...about, needs: { f16, largestTensor: largestTensor.bytes, workingMemory } });
}

function has(values: readonly GraphValue[], signature: Signature): boolean {
  if (values.length !== Object.keys(signature).length) return false;
  return values.every(({ name, dims }) => {
    const wanted = signature[name];
    // An output may be silent about its shape.
    return wanted !== undefined && (!dims || (dims.length === wanted.length && wanted.every((side, i) => side === null || side === dims[i])));
  });
}
