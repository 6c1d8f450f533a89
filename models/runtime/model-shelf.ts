import type { PixelSource } from '../../images/pixel-source';
import type { Device, Verdict } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import { findBuiltIn } from '../catalog/catalog';
import { fitsBeside, planMemory } from '../catalog/memory-plan';
import { filesOf, isNetwork, needKey, serves, type CheckpointModel, type ClassifierModel, type ImageModel, type Model, type ModelNeed, type NetworkModel, type PreviewDecoderModel } from '../catalog/model';
import { openNetwork, type LoadedNetwork } from '../networks/open-network';
import { openSegmenter, type LoadedSegmenter } from '../networks/open-segmenter';
import { Graph } from './graph';
import { loadCheckpoint, type LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import type { PreviewDecoder } from '../diffusion/preview-decoder';
import { probeImageModel } from '../import/probe';
import { probeClassifier } from '../import/probe-classifier';
import { probeCheckpoint } from '../import/probe-checkpoint';
import { probeNetwork } from '../import/probe-network';
import { probePreviewDecoder } from '../import/probe-preview-decoder';
import { openClassifier, type LoadedClassifier } from '../safety/open-classifier';
import type { ProbedFacts } from '../store/protocol';
import type { Helper } from '../tasks/task';
import { openForTrial, openStoredModel } from '../store/read';
import { probeGpu, type ProbedGpu } from './device';
import { deviceFacts, readKeptTest } from './device-facts';
import { graphBytesOf } from './graph-bytes';
import type { Ort } from './ort';
import { HelperShelf } from './helper-shelf';
import { PreviewShelf } from './preview-shelf';
import { openImageGraph, openImageModel } from './image-model';
import type { GraphBytes, LoadedModel } from './session';

/** A model with all its files. */
interface Found {
  model: Model;
  files: ReadonlyMap<string, Blob>;
}

/** Where what computes nothing is at home. */
const processor: ProbedGpu = { device: { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' }, f16: false, largestBuffer: 0 };

interface Releasable {
  release(): Promise<void>;
}

/**
 * The models that this worker has open: those of the package, which are small, and one of the store, whose
 * memory was planned as if it were alone; beside it a classifier, where there is room, and a decoder for previews and a tool's helper, which are small, too.
 */
export class ModelShelf {
  readonly #loadOrt: () => Promise<Ort>;
  readonly #origin: string;
  readonly #images = new Map<string, Promise<LoadedModel>>();
  readonly #networks = new Map<string, Promise<LoadedNetwork>>();
  readonly #segmenters = new Map<string, Promise<LoadedSegmenter>>();
  readonly #checkpoints = new Map<string, Promise<LoadedCheckpoint>>();
  /** Those that prompts are read with. */
  readonly #readers = new Map<string, Promise<LoadedCheckpoint>>();
  readonly #classifiers = new Map<string, Promise<LoadedClassifier>>();
  /** The model of the store that is open, and what it is once it was found. */
  #stored: { close: () => Promise<void>; model?: Model } | undefined;
  readonly #previews = new PreviewShelf((threads) => this.#engine(threads));
  readonly #helpers = new HelperShelf((threads) => this.#engine(threads));
  #ort: Promise<Ort> | undefined;

  /** @param origin of the package, whose files hold the models that ship. */
  constructor(loadOrt: () => Promise<Ort>, origin: string) {
    this.#loadOrt = loadOrt;
    this.#origin = origin;
  }

  /**
   * Opens a model that takes a picture and gives one, once for each backend.
   *
   * @param id of a model in the store; without it the model that ships for `need` is opened.
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `out-of-memory`; `needs-*` and
   *   `tensor-too-large` where the device cannot run it, before any weight was read; `gpu-failed` also where
   *   only WebAssembly can.
   */
  open(need: ModelNeed, gpu: ProbedGpu, id: string | undefined): Promise<LoadedModel> {
    return this.#take(this.#images, need, gpu, id, async ({ model, files }) => {
      if (model.kind !== 'image-to-image') throw missing(model.id, need);
      const ort = await this.#engine(gpu.device.threads);
      return openImageModel(ort, model, await bytesOf(model, files), gpu.device.backend);
    });
  }

  /**
   * Opens a model of one graph that a tool feeds and reads by itself, once for each backend.
   *
   * @throws CodedError as `open`
   */
  openNetwork(need: ModelNeed, gpu: ProbedGpu, id: string | undefined): Promise<LoadedNetwork> {
    return this.#take(this.#networks, need, gpu, id, async ({ model, files }) => {
      if (!isNetwork(model)) throw missing(model.id, need);
      const backend = onlyBackend(model) ?? gpu.device.backend;
      return openNetwork(await this.#engine(gpu.device.threads), model, await bytesOf(model, files), backend);
    });
  }

  /**
   * Opens a model that finds what is at a place, once for each backend. What it knows of a picture goes with it.
   *
   * @throws CodedError as `open`
   */
  openSegmenter(need: ModelNeed, gpu: ProbedGpu, id: string | undefined): Promise<LoadedSegmenter> {
    return this.#take(this.#segmenters, need, gpu, id, async ({ model, files }) => {
      if (model.kind !== 'segmenter') throw missing(model.id, need);
      const encoder = await graphBytesOf(model.graph, files);
      const decoder = await graphBytesOf(model.decoder, files);
      return openSegmenter(await this.#engine(gpu.device.threads), model, { encoder, decoder }, model.onlyOn ?? gpu.device.backend);
    });
  }

  /**
   * Makes a checkpoint ready, once for each backend. Its graphs are opened by its runs.
   *
   * @throws CodedError as `open`; `scheduler-unsupported`
   */
  openCheckpoint(need: ModelNeed, gpu: ProbedGpu, id: string | undefined): Promise<LoadedCheckpoint> {
    return this.#take(this.#checkpoints, need, gpu, id, async ({ model, files }) => {
      if (model.kind !== 'checkpoint') throw missing(model.id, need);
      return loadCheckpoint(await this.#engine(gpu.device.threads), model, files, gpu);
    });
  }

  /** The decoder for previews of such latents that the library holds, if it holds one that this device can run. */
  openPreviewDecoder(family: PreviewDecoderModel['family'], gpu: ProbedGpu): Promise<PreviewDecoder | undefined> {
    return this.#previews.open(family, gpu);
  }

  /**
   * The helper of a tool that the library holds, if it holds one.
   *
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `out-of-memory`
   */
  openHelper(helper: Helper, { device }: ProbedGpu): Promise<LoadedNetwork | undefined> {
    return this.#helpers.open(helper, device.threads);
  }

  /**
   * Where in a prompt ends what a checkpoint reads, as `LoadedCheckpoint.fitPrompt` tells it, whether this device can run
   * it or not: nothing but its tokenizer is opened.
   *
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`
   */
  async fitPrompt(need: ModelNeed, id: string | undefined, text: string): Promise<number> {
    const key = `${id ?? ''} ${needKey(need)}`;
    const reader = this.#readers.get(key) ?? this.#openReader(need, id);
    this.#readers.set(key, reader);
    reader.catch(() => this.#readers.delete(key));
    return (await reader).fitPrompt(text);
  }

  async #openReader(need: ModelNeed, id: string | undefined): Promise<LoadedCheckpoint> {
    const { model, files } = id === undefined ? await this.#findBuiltIn(need) : await openStoredModel(id);
    if (model?.kind !== 'checkpoint' || !serves(model, need)) throw missing(id ?? 'built in', need);
    return loadCheckpoint(await this.#engine(1), model, files, processor);
  }

  /**
   * Has a classifier of the store look at a picture. It stays open where there is room beside the checkpoint that is
   * open; else that one goes before it comes, and it goes again after it has looked.
   *
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `out-of-memory`; `needs-memory` before any weight was read
   */
  async look(id: string, gpu: ProbedGpu, picture: PixelSource): Promise<Verdict> {
    const opened = this.#classifiers.get(id) ?? this.#openClassifier(id, gpu.device);
    this.#classifiers.set(id, opened);
    opened.catch(() => this.#classifiers.delete(id));
    const classifier = await opened;
    const verdict = await classifier.look(picture);
    if (!this.#hasRoomFor(classifier.model, gpu.device)) await this.#close(this.#classifiers, id);
    return verdict;
  }

  async #openClassifier(id: string, { backend, threads }: Device): Promise<LoadedClassifier> {
    const { model, files, graph } = await openStoredModel(id);
    if (model?.kind !== 'classifier') throw new CodedError('model-missing', `${id} is no classifier`);
    const plan = planMemory(model, deviceFacts(processor, undefined));
    if (!plan.ok) throw new CodedError(plan.failure.code, id, { detail: plan.failure.detail });
    if (!this.#hasRoomFor(model, { backend })) await this.#stored?.close();
    return openClassifier(await this.#engine(threads), model, await graphBytesOf(graph, files));
  }

  #hasRoomFor(classifier: ClassifierModel, { backend }: Pick<Device, 'backend'>): boolean {
    const beside = this.#stored?.model;
    return backend !== 'wasm' || beside?.kind !== 'checkpoint' || fitsBeside(classifier, beside);
  }

  /** Tries a model of the store on small pictures, on WebAssembly, which every device has. */
  async probe(id: string): Promise<ProbedFacts> {
    const { graph, files, model } = await openForTrial(id);
    if (model?.kind === 'checkpoint') return this.#probeCheckpoint(model, files);
    const bytes = await graphBytesOf(graph, files);
    const ort = await this.#engine(1);
    if (model?.kind === 'classifier') return probeClassifier(() => openClassifier(ort, model, bytes));
    if (model && isNetwork(model)) return probeNetwork(() => openNetwork(ort, model, bytes, 'wasm'));
    if (model?.kind === 'preview-decoder') return probePreviewDecoder(() => Graph.open(ort, id, bytes, 'wasm'));
    return probeImageModel(() => openImageGraph(ort, id, bytes, 'wasm'));
  }

  /** Only what is too large for WebAssembly is tried on a GPU. */
  async #probeCheckpoint(model: CheckpointModel, files: ReadonlyMap<string, Blob>): Promise<ProbedFacts> {
    const onProcessor = await probeGpu('wasm');
    const gpu = planMemory(model, deviceFacts(onProcessor, undefined)).ok ? onProcessor : await probeGpu('auto');
    await requireFit(model, gpu);
    return probeCheckpoint(loadCheckpoint(await this.#engine(gpu.device.threads), model, files, gpu));
  }

  /** What is open already, or opened now; what could not be opened is opened anew. */
  #take<Loaded extends Releasable>(
    opened: Map<string, Promise<Loaded>>,
    need: ModelNeed,
    gpu: ProbedGpu,
    id: string | undefined,
    load: (found: Found) => Promise<Loaded>,
  ): Promise<Loaded> {
    const key = `${id ?? needKey(need)} ${gpu.device.backend}`;
    const known = opened.get(key);
    if (known) return known;
    const before = id === undefined ? undefined : this.#stored;
    const stored: { close: () => Promise<void>; model?: Model } = { close: () => this.#close(opened, key) };
    const open = async (): Promise<Loaded> => {
      await before?.close();
      if (id === undefined) return load(await this.#findBuiltIn(need));
      // What it was open beside was another one.
      for (const classifier of this.#classifiers.keys()) await this.#close(this.#classifiers, classifier);
      const found = await this.#findStored(id, need, gpu);
      stored.model = found.model;
      return load(found);
    };
    const model = open();
    opened.set(key, model);
    if (id !== undefined) this.#stored = stored;
    // Whoever asked is told.
    model.catch(() => opened.delete(key));
    return model;
  }

  async #close(opened: Map<string, Promise<Releasable>>, key: string): Promise<void> {
    const model = await opened.get(key)?.catch((error: unknown) => {
      console.error('released', key, error);
    });
    opened.delete(key);
    await model?.release();
  }

  async #findBuiltIn(need: ModelNeed): Promise<Found> {
    const model = findBuiltIn(need);
    const files = new Map<string, Blob>();
    for (const { path } of filesOf(model)) {
      const response = await fetch(new URL(`/${path}`, this.#origin));
      if (!response.ok) throw new CodedError('model-missing', path);
      files.set(path, new Blob([await response.arrayBuffer()]));
    }
    return { model, files };
  }

  async #findStored(id: string, need: ModelNeed, gpu: ProbedGpu): Promise<Found> {
    const { model, files } = await openStoredModel(id);
    if (!model || !serves(model, need)) throw missing(id, need);
    await requireFit(model, gpu);
    return { model, files };
  }

  async #engine(threads: number): Promise<Ort> {
    this.#ort ??= this.#loadOrt();
    const ort = await this.#ort;
    ort.env.wasm.numThreads = threads;
    return ort;
  }
}

/** Models that ship are small: nothing is gained by leaving their weights in the file. */
async function bytesOf({ graph, source }: ImageModel | NetworkModel, files: ReadonlyMap<string, Blob>): Promise<GraphBytes> {
  const only = source.kind === 'package' ? files.get(graph) : undefined;
  return only ? { graph: new Uint8Array(await only.arrayBuffer()) } : graphBytesOf(graph, files);
}

async function requireFit(model: Model, gpu: ProbedGpu): Promise<void> {
  const plan = planMemory(model, deviceFacts(gpu, await readKeptTest()));
  if (!plan.ok) throw new CodedError(plan.failure.code, model.id, { detail: plan.failure.detail });
  if (onlyBackend(model) !== undefined) return;
  // The host does such a job on WebAssembly, unless the GPU was asked for.
  if (plan.backend !== gpu.device.backend) throw new CodedError('gpu-failed', `${model.id} fits only WebAssembly`);
}

/** The backend that a model is bound to, whatever the job runs on. */
function onlyBackend(model: Model): Device['backend'] | undefined {
  return 'onlyOn' in model ? model.onlyOn : undefined;
}

function missing(id: string, need: ModelNeed): CodedError {
  return new CodedError('model-missing', `${id} for ${needKey(need)}`);
}
