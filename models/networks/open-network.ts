import type { Device } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { NetworkModel } from '../catalog/model';
import { Graph, type FloatValue, type GraphValue } from '../runtime/graph';
import type { Ort } from '../runtime/ort';
import type { GraphBytes } from '../runtime/session';

/** A model of one graph that is ready to run. */
export interface LoadedNetwork<NetworkOf extends NetworkModel = NetworkModel> {
  readonly model: NetworkOf;
  /** What it runs on. */
  readonly backend: Device['backend'];
  /** Names of its inputs and outputs, in the graph's order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /**
   * @param values by input; of a network with one input just its value.
   * @param only the outputs that are wanted; all where missing.
   * @throws CodedError `model-failed` where the graph does not do what its entry says
   */
  run(values: GraphValue | Readonly<Record<string, GraphValue>>, only?: readonly string[]): Promise<ReadonlyMap<string, FloatValue>>;
  /** Gives its memory back; it cannot be run any more. */
  release(): Promise<void>;
}

/**
 * Opens a model of one graph on a backend.
 *
 * @throws CodedError `model-failed` where the file is no graph; `out-of-memory`; `gpu-failed`.
 */
export async function openNetwork<NetworkOf extends NetworkModel>(
  ort: Ort,
  model: NetworkOf,
  bytes: GraphBytes,
  backend: Device['backend'],
): Promise<LoadedNetwork<NetworkOf>> {
  const graph = await Graph.open(ort, model.id, bytes, backend);
  const inputs = [...graph.inputs.keys()];
  const [first, another] = inputs;
  return {
    model,
    backend,
    inputs,
    outputs: graph.outputs,
    run(values, only) {
      if (!isValue(values)) return graph.run(values, only);
      if (first === undefined || another !== undefined) throw new CodedError('model-failed', `${model.id} has inputs ${inputs.join()}`);
      return graph.run({ [first]: values }, only);
    },
    release: () => graph.release(),
  };
}

function isValue(values: GraphValue | Readonly<Record<string, GraphValue>>): values is GraphValue {
  return 'dims' in values && Array.isArray(values.dims);
}

/**
 * One output of a run.
 *
 * @param name the first where missing.
 * @throws CodedError `model-failed` where there is none of that name
 */
export function outputOf({ model, outputs }: Pick<LoadedNetwork, 'model' | 'outputs'>, results: ReadonlyMap<string, FloatValue>, name = outputs[0]): FloatValue {
  const value = name === undefined ? undefined : results.get(name);
  if (!value) throw new CodedError('model-failed', `${model.id} gives no "${name ?? ''}"`);
  return value;
}
