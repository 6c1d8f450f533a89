import { isNetwork, serves, type NetworkModel } from '../catalog/model';
import { openNetwork, type LoadedNetwork } from '../networks/open-network';
import { openStoredModel, storedModels } from '../store/read';
import type { Helper } from '../tasks/task';
import { graphBytesOf } from './graph-bytes';
import type { Ort } from './ort';

/** Bytes of the largest model that helps: it is open beside another, for whose memory alone was planned. */
const mostBytes = 16 * 2 ** 20;

/**
 * The helper that is kept open from job to job. It runs on WebAssembly, whatever the job runs on: it is small, and gives the
 * same everywhere. All of it is in memory, so that removing it from the library disturbs nobody.
 */
export class HelperShelf {
  readonly #engine: (threads: number) => Promise<Ort>;
  #opened: { id: string; network: Promise<LoadedNetwork> } | undefined;

  constructor(engine: (threads: number) => Promise<Ort>) {
    this.#engine = engine;
  }

  /**
   * The model that came into the library last among those that help; nothing where there is none.
   *
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `out-of-memory`
   */
  async open(helper: Helper, threads: number): Promise<LoadedNetwork | undefined> {
    const model = await newest(helper);
    if (this.#opened && this.#opened.id !== model?.id) {
      const before = this.#opened.network;
      this.#opened = undefined;
      await (await before).release();
    }
    if (!model) return undefined;
    this.#opened ??= { id: model.id, network: this.#load(model, threads) };
    const { network } = this.#opened;
    // What could not be opened is opened anew; whoever asked is told.
    network.catch(() => (this.#opened = undefined));
    return network;
  }

  async #load(model: NetworkModel, threads: number): Promise<LoadedNetwork> {
    const { files, graph } = await openStoredModel(model.id);
    return openNetwork(await this.#engine(threads), model, await graphBytesOf(graph, files), 'wasm');
  }
}

async function newest(helper: Helper): Promise<NetworkModel | undefined> {
  let best: { model: NetworkModel; addedAt: number } | undefined;
  for (const { model, files, addedAt } of await storedModels()) {
    if (!isNetwork(model) || !serves(model, helper.need) || !helper.suits(model)) continue;
    if (files.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) continue;
    if (!best || addedAt > best.addedAt) best = { model, addedAt };
  }
  return best?.model;
}
