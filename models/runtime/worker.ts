import { decodePicture } from '../../images/decode';
import type { BackendChoice } from '../../messages/editor-port';
import { CodedError, toErrorCode, toFailure } from '../../messages/errors';
import { findTask } from '../tasks/registry';
import { loadRunner } from '../tasks/runners';
import { probeGpu, type ProbedGpu } from './device';
import { ModelShelf } from './model-shelf';
import type { Ort } from './ort';
import { runJob } from './run-job';
import { testDevice } from './self-test';
import { Stopwatch } from './stopwatch';
import type { FromWorker, ToWorker } from './worker-protocol';

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
      post({ type: 'failed', failure: toFailure(error), message: describe(error) });
    });
  });

  async function answer(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'run':
        return run(message);
      case 'describe-device':
        return describeDevice(message.backend);
      case 'test-device':
        return test(message.backend);
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

  async function run(job: Extract<ToWorker, { type: 'run' }>): Promise<void> {
    post({ type: 'stage', stage: 'preparing', done: 0, total: 0 });
    const signal = new AbortController().signal;
    const meta = findTask(job.task);
    if (!meta) throw new CodedError('options-invalid', `no tool ${job.task}`);
    const [gpu, runTask, input] = await Promise.all([
      gpuFor(job.backend),
      loadRunner(job.task),
      decodePicture(signal, job.input),
    ]);
    const { device } = gpu;
    try {
      const stopwatch = new Stopwatch();
      const finished = await runJob(signal, { meta, run: runTask }, input, job.options, {
        device,
        openModel: (need) => shelf.open(need, gpu, job.model),
        stage(stage, done, total) {
          stopwatch.stage(stage, done, total);
          post({ type: 'stage', stage, done, total });
        },
        preview: {
          size: job.previewSize,
          show: (patch) => post({ type: 'preview', patch }),
        },
      });
      const use = job.model === undefined ? {} : { use: { model: job.model, backend: device.backend, ...stopwatch.speed(input) } };
      post({ type: 'done', ...finished, device, ...use });
    } catch (error) {
      // On a GPU, what goes wrong is nearly always the driver, the device or its memory.
      if (device.backend === 'webgpu' && !(error instanceof CodedError)) {
        throw new CodedError('gpu-failed', job.task, { cause: error });
      }
      throw error instanceof CodedError
        ? error
        : new CodedError(toErrorCode(error, 'model-failed'), job.task, { cause: error });
    } finally {
      input.close();
    }
  }
}
