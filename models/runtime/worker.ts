import { decodePicture } from '../../images/decode';
import { decodeExactly } from '../../images/decode-exactly';
import type { ColorChunk } from '../../images/picture-sink';
import type { PixelSource } from '../../images/pixel-source';
import type { BackendChoice, Device, JobStage, Verdict } from '../../messages/editor-port';
import { CodedError, isAbort, toErrorCode, toFailure } from '../../messages/errors';
import type { ModelNeed } from '../catalog/model';
import type { LoadedNetwork } from '../networks/open-network';
import { fittingOptions } from '../tasks/options';
import { findTask } from '../tasks/registry';
import { loadFinder, loadPointer, loadRunner } from '../tasks/runners';
import { probeGpu, type ProbedGpu } from './device';
import { ModelShelf } from './model-shelf';
import type { Ort } from './ort';
import { runFinder, runJob, runPointer } from './run-job';
import { testDevice } from './self-test';
import { Stopwatch } from './stopwatch';
import type { FinishedRun, FinishedSearch, FromWorker, ToWorker } from './worker-protocol';

/** A picture as a tool wants it; with what its file says of its colours, where they are left as they are. */
async function decode(signal: AbortSignal, blob: Blob, exact: boolean): Promise<{ source: PixelSource; colors?: readonly ColorChunk[] }> {
  if (!exact) return { source: await decodePicture(signal, blob) };
  const { source, colors } = await decodeExactly(signal, blob);
  // Without any, the values are in the colour space that the canvas gave.
  return colors.length === 0 ? { source } : { source, colors };
}

/** Between two steps nothing else would be heard: promises alone give way to no message. */
function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** What went wrong in a tool, as the host is told of it. */
function failureOf(error: unknown, { backend }: Device, task: string): CodedError {
  if (error instanceof CodedError) return error;
  // On a GPU, what goes wrong is nearly always the driver, the device or its memory.
  const code = backend === 'webgpu' ? 'gpu-failed' : toErrorCode(error, 'model-failed');
  return new CodedError(code, task, { cause: error });
}

/** What a job ran on, whose network may be one that is not computed on a GPU. */
function ranOn(device: Device, network: Pick<LoadedNetwork, 'backend'> | undefined): Device {
  return network?.backend === 'wasm' && device.backend === 'webgpu' ? { ...device, backend: 'wasm', reason: 'model' } : device;
}

function neverSettles(): void {
  // Held until the worker ends.
}

/** The messages of an error and of what caused it, for the console. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}

/** The part of a dedicated worker's global scope that is used. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
  readonly location: { readonly origin: string };
  readonly navigator: { readonly locks: LockManager };
}

/**
 * The model worker: decodes, runs models, encodes. It knows one job at a time and is thrown away
 * after a failure, because a GPU that was lost stays lost and WebAssembly memory never
 * shrinks.
 */
export function serveModelWorker(scope: WorkerScope, loadOrt: () => Promise<Ort>): void {
  const post = (message: FromWorker) => scope.postMessage(message);
  const shelf = new ModelShelf(loadOrt, scope.location.origin);
  /** Ends the job that runs. */
  let running: AbortController | undefined;
  let probed: { choice: BackendChoice; gpu: Promise<ProbedGpu> } | undefined;

  /** A lock that lives as long as the worker: whoever gets it next knows that the worker is gone. */
  const lock = `model-worker-${crypto.randomUUID()}`;
  void scope.navigator.locks.request(lock, () => {
    post({ type: 'alive', lock });
    return new Promise<never>(neverSettles);
  });

  scope.addEventListener('message', (event) => {
    const message = event.data;
    answer(message).catch((error: unknown) => {
      if (isAbort(error)) {
        post({ type: 'stopped' });
        return;
      }
      post({ type: 'failed', failure: toFailure(error), message: describe(error) });
    });
  });

  async function answer(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'run':
        return run(message);
      case 'find':
        return find(message);
      case 'describe-device':
        return describeDevice(message.backend);
      case 'test-device':
        return test(message.backend);
      case 'stop':
        running?.abort();
        return;
      case 'read-prompt':
        return readPrompt(message);
      case 'probe':
        post({ type: 'probed', facts: await shelf.probe(message.model) });
    }
  }

  function gpuFor(choice: BackendChoice): Promise<ProbedGpu> {
    if (probed?.choice !== choice) probed = { choice, gpu: probeGpu(choice) };
    return probed.gpu;
  }

  async function describeDevice(choice: BackendChoice): Promise<void> {
    const { device } = await gpuFor(choice);
    post({ type: 'device', device });
  }

  async function test(choice: BackendChoice): Promise<void> {
    const [ort, gpu] = await Promise.all([loadOrt(), gpuFor(choice)]);
    // The graphs are tiny.
    ort.env.wasm.numThreads = 1;
    post({ type: 'tested', test: await testDevice(ort, gpu) });
  }

  async function readPrompt({ task, model, text }: Extract<ToWorker, { type: 'read-prompt' }>): Promise<void> {
    const meta = findTask(task);
    if (!meta) throw new CodedError('options-invalid', `no tool ${task}`);
    post({ type: 'prompt-read', end: await shelf.fitPrompt(meta.need(fittingOptions(meta)), model, text) });
  }

  async function run(job: Extract<ToWorker, { type: 'run' }>): Promise<void> {
    post({ type: 'stage', stage: 'preparing', done: 0, total: 0 });
    running = new AbortController();
    const { signal } = running;
    const meta = findTask(job.task);
    if (!meta) throw new CodedError('options-invalid', `no tool ${job.task}`);
    const [gpu, runTask, decoded] = await Promise.all([
      gpuFor(job.backend),
      loadRunner(job.task),
      job.input && decode(signal, job.input, meta.exact === true || job.mask !== null),
    ]);
    const { device } = gpu;
    const picture = decoded?.source;
    let other: PixelSource | undefined;
    let made: FinishedRun;
    try {
      other = job.beside && (await decodePicture(signal, job.beside, picture?.colorSpace));
      const stopwatch = new Stopwatch();
      let previewer: string | undefined;
      let network: LoadedNetwork | undefined;
      const { mask, options } = job;
      const finished = await runJob(signal, { meta, run: runTask }, { picture, other, ...(decoded?.colors ? { colors: decoded.colors } : {}), mask, options }, {
        device,
        openModel: (need) => shelf.open(need, gpu, meta.generates ? undefined : job.model),
        // A tool that works without one, too, is told that there is none.
        ...(job.model === undefined && meta.need(options).optional ? {} : { openNetwork: async (need) => (network = await shelf.openNetwork(need, gpu, job.model)) }),
        openHelper: (helper) => shelf.openHelper(helper, gpu),
        openCheckpoint: (need) => shelf.openCheckpoint(need, gpu, job.model),
        async openPreviewDecoder(family) {
          const decoder = await shelf.openPreviewDecoder(family, gpu);
          previewer = decoder?.model.id;
          return decoder;
        },
        stage(stage, done, total) {
          stopwatch.stage(stage, done, total);
          post({ type: 'stage', stage, done, total });
        },
        pause: letMessagesIn,
        preview: {
          size: job.previewSize,
          show: (patch) => post({ type: 'preview', patch }),
        },
      });
      // Steps and guidance decide how long a picture takes that is made up, and not its size alone.
      const speed = meta.generates || !picture ? {} : stopwatch.speed(picture);
      const used = ranOn(device, network);
      const use = job.model === undefined ? {} : { use: { model: job.model, backend: used.backend, ...speed } };
      made = { ...finished, device: used, ...use, ...(previewer === undefined ? {} : { previewer }) };
    } catch (error) {
      if (signal.aborted) throw error;
      throw failureOf(error, device, job.task);
    } finally {
      picture?.close();
      other?.close();
    }
    if (job.classifier === undefined || !meta.generates) {
      post({ type: 'done', ...made });
      return;
    }
    post({ type: 'made', ...made });
    post({ type: 'stage', stage: 'looking', done: 0, total: 0 });
    post({ type: 'done', ...made, verdict: await lookAt(signal, made.blob, job.classifier, gpu) });
  }

  async function find(job: Extract<ToWorker, { type: 'find' }>): Promise<void> {
    post({ type: 'stage', stage: 'preparing', done: 0, total: 0 });
    running = new AbortController();
    const { signal } = running;
    const { task, at } = job;
    const meta = findTask(task);
    if (!meta) throw new CodedError('options-invalid', `no tool ${task}`);
    /** What is looked at a second time is not decoded again. */
    let picture: PixelSource | undefined;
    const openPicture = async (): Promise<PixelSource> => (picture ??= (await decode(signal, job.input, false)).source);
    const [gpu] = await Promise.all([gpuFor(job.backend), at ? undefined : openPicture()]);
    const { device } = gpu;
    let network: LoadedNetwork | undefined;
    const surroundings = {
      stage: (stage: JobStage, done: number, total: number) => post({ type: 'stage', stage, done, total }),
      pause: letMessagesIn,
      openNetwork: async (need: ModelNeed) => (network = await shelf.openNetwork(need, gpu, job.model)),
      openSegmenter: (need: ModelNeed) => shelf.openSegmenter(need, gpu, job.model),
    };
    let found: FinishedSearch;
    try {
      const shapes = at
        ? await runPointer(signal, await loadPointer(task), { at, openPicture }, surroundings)
        : await runFinder(signal, { meta, find: await loadFinder(task) }, { picture: await openPicture(), options: job.options }, surroundings);
      const used = ranOn(device, network);
      found = { shapes, device: used, ...(job.model === undefined ? {} : { use: { model: job.model, backend: used.backend } }) };
    } catch (error) {
      if (signal.aborted) throw error;
      throw failureOf(error, device, task);
    } finally {
      picture?.close();
    }
    post({ type: 'found', ...found });
  }

  /** @throws CodedError why the classifier could not be opened or run; the signal's reason once it is aborted */
  async function lookAt(signal: AbortSignal, blob: Blob, classifier: string, gpu: ProbedGpu): Promise<Verdict> {
    try {
      const { source } = await decodeExactly(signal, blob);
      try {
        return await shelf.look(classifier, gpu, source);
      } finally {
        source.close();
      }
    } catch (error) {
      if (signal.aborted || error instanceof CodedError) throw error;
      throw new CodedError(toErrorCode(error, 'model-failed'), classifier, { cause: error });
    }
  }
}
