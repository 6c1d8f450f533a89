import { CodedError } from '../../messages/errors';
import { findBuiltIn } from '../catalog/catalog';
import { planMemory } from '../catalog/memory-plan';
import { serves, type ImageModel, type ModelNeed } from '../catalog/model';
import { probeImageModel } from '../import/probe';
import type { ProbedFacts } from '../store/protocol';
import { openForTrial, openStoredModel } from '../store/read';
import type { ProbedGpu } from './device';
import { deviceFacts, readKeptTest } from './device-facts';
import { graphBytesOf } from './graph-bytes';
import type { Ort } from './ort';
import { openImageGraph, openImageModel, type LoadedModel } from './session';

/**
 * The models that this worker has open: those of the package, which are small, and one of the store, whose
 * memory was planned as if it were alone.
 */
export class ModelShelf {
  readonly #loadOrt: () => Promise<Ort>;
  readonly #origin: string;
  readonly #opened = new Map<string, Promise<LoadedModel>>();
  /** Key of the model of the store that is open. */
  #stored: string | undefined;
  #ort: Promise<Ort> | undefined;

  /** @param origin of the package, whose files hold the models that ship. */
  constructor(loadOrt: () => Promise<Ort>, origin: string) {
    this.#loadOrt = loadOrt;
    this.#origin = origin;
  }

  /**
   * Opens a model once for each backend.
   *
   * @param id of a model in the store; without it the model that ships for `need` is opened.
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `out-of-memory`; `needs-*` and
   *   `tensor-too-large` where the device cannot run it, before any weight was read; `gpu-failed` also where
   *   only WebAssembly can.
   */
  open(need: ModelNeed, gpu: ProbedGpu, id: string | undefined): Promise<LoadedModel> {
    const key = `${id ?? `${need.task} ${need.scale}`} ${gpu.device.backend}`;
    let model = this.#opened.get(key);
    if (!model) {
      model = id === undefined ? this.#openBuiltIn(findBuiltIn(need), gpu) : this.#openInPlace(key, id, need, gpu);
      this.#opened.set(key, model);
    }
    return model;
  }

  async #openInPlace(key: string, id: string, need: ModelNeed, gpu: ProbedGpu): Promise<LoadedModel> {
    const before = this.#stored;
    this.#stored = key;
    if (before !== undefined) {
      const model = await this.#opened.get(before)?.catch((error: unknown) => {
        console.error('released', before, error);
      });
      this.#opened.delete(before);
      await model?.release();
    }
    return this.#openStored(id, need, gpu);
  }

  /** Tries a model of the store on small pictures, on WebAssembly, which every device has. */
  async probe(id: string): Promise<ProbedFacts> {
    const { graph, files } = await openForTrial(id);
    const bytes = await graphBytesOf(graph, files);
    const ort = await this.#engine(1);
    return probeImageModel(() => openImageGraph(ort, id, bytes, 'wasm'));
  }

  async #openBuiltIn(model: ImageModel, { device }: ProbedGpu): Promise<LoadedModel> {
    const ort = await this.#engine(device.threads);
    const response = await fetch(new URL(`/${model.graph}`, this.#origin));
    if (!response.ok) throw new CodedError('model-missing', model.graph);
    return openImageModel(ort, model, { graph: new Uint8Array(await response.arrayBuffer()) }, device.backend);
  }

  async #openStored(id: string, need: ModelNeed, gpu: ProbedGpu): Promise<LoadedModel> {
    const [stored, kept] = await Promise.all([openStoredModel(id), readKeptTest()]);
    const { device } = gpu;
    const { model } = stored;
    if (!model || !serves(model, need)) throw new CodedError('model-missing', `${id} for ${need.task} ×${need.scale}`);
    const plan = planMemory(model, deviceFacts(gpu, kept));
    if (!plan.ok) throw new CodedError(plan.failure.code, id, { detail: plan.failure.detail });
    // The host does such a job on WebAssembly, unless the GPU was asked for.
    if (plan.backend !== device.backend) throw new CodedError('gpu-failed', `${id} fits only WebAssembly`);
    const ort = await this.#engine(device.threads);
    return openImageModel(ort, model, await graphBytesOf(stored.graph, stored.files), device.backend);
  }

  async #engine(threads: number): Promise<Ort> {
    this.#ort ??= this.#loadOrt();
    const ort = await this.#ort;
    ort.env.wasm.numThreads = threads;
    return ort;
  }
}
