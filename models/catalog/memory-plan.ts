import type { Failure } from '../../messages/errors';
import type { CheckName, DeviceTest } from '../../messages/library';
import { partsOf, type CheckpointModel } from './checkpoint-model';
import { heapPerByte, needsOfModel, weightsOnBackend, type Demands, type Needs } from './demands';

/** What a plan has to know of a device. */
export type DeviceFacts = Pick<DeviceTest, 'backend' | 'f16' | 'largestBuffer' | 'checks'>;

export type MemoryPlan =
  | {
      ok: true;
      /** Bytes at the peak, of the GPU's memory or of the WebAssembly heap. */
      estimate: number;
      /** Where it fits; missing while the device is not known. */
      backend?: DeviceFacts['backend'];
    }
  | { ok: false; failure: Failure };

/**
 * Bytes that a network may take of the WebAssembly heap. The heap ends at 4 GiB, and 1.74 GB of float16 weights
 * end in `std::bad_alloc`; between that and 0.64 GB, which work, nothing was measured. The line is drawn
 * at 0.8 GB of float16, near to what is known to work: a model that is let in and fails there has taken
 * the person's time and traffic, and one that is refused has a smaller one beside it.
 */
const heapLimit = heapPerByte.f16 * 0.8e9;

/**
 * Bytes that the parts of a checkpoint may take together while they are open, with what a run needs besides: of the
 * WebAssembly heap, whose 4 GiB nothing fills to the last; of a GPU, 8 GB less what the system shows with it. What
 * does not fit together is opened in turn, since freed memory is used again.
 */
export const roomForParts = { wasm: 3.5e9, webgpu: 7e9 } as const;

/**
 * What is taken for a GPU that a model may hope for, only to say what is missing where there is none: buffers
 * of 1 GiB are what browsers were seen to offer, and 8 GB is what publishers of the largest models name.
 */
const commonGpu = { largestBuffer: 2 ** 30, memory: 8e9 } as const;

const singleChecks: readonly CheckName[] = ['matmul-f32', 'conv-f32'];
const halfChecks: readonly CheckName[] = ['matmul-f16', 'conv-f16', 'clip-f16', 'pad-f16'];

/**
 * Whether a device can run a model, before anything of it is read or fetched, and what it takes.
 *
 * A model that the GPU cannot run but WebAssembly can is planned there, as is one that is not to run on a GPU. How much memory a GPU has no
 * browser tells, so on a GPU only the kinds of numbers and the largest tensor count. While the device is
 * not known, only what would fit neither WebAssembly nor any common GPU is refused.
 *
 * Failures: `needs-f16`; `tensor-too-large` and `needs-memory`, whose detail is the bytes in decimal
 * digits; `needs-gpu`.
 */
export function planMemory(model: Demands, device?: DeviceFacts): MemoryPlan {
  const needs = needsOfModel(model);
  const { estimate: onHeap, fits: fitsHeap } = heapPlan(model, needs);
  const onGpu = gpuEstimate(model, needs);
  const fitsCommonGpu = needs.largestTensor <= commonGpu.largestBuffer && onGpu <= commonGpu.memory;
  const tooMuch: MemoryPlan = { ok: false, failure: { code: 'needs-memory', detail: String(onHeap) } };
  if ('onlyOn' in model && model.onlyOn === 'wasm') {
    return fitsHeap ? { ok: true, estimate: onHeap, ...(device ? { backend: 'wasm' } : {}) } : tooMuch;
  }
  if (!device) {
    if (fitsHeap) return { ok: true, estimate: onHeap };
    return fitsCommonGpu ? { ok: true, estimate: onGpu } : tooMuch;
  }
  const refusal = device.backend === 'webgpu' ? gpuRefusal(needs, device) : ({ code: 'needs-gpu' } as const);
  if (!refusal) return { ok: true, estimate: onGpu, backend: 'webgpu' };
  if (fitsHeap) return { ok: true, estimate: onHeap, backend: 'wasm' };
  if (device.backend === 'wasm' && !fitsCommonGpu) return tooMuch;
  return { ok: false, failure: refusal };
}

/** Whether on WebAssembly a model can be open beside a checkpoint all of whose parts are, and run. */
export function fitsBeside(model: Demands, checkpoint: Pick<CheckpointModel, 'parts' | 'sizes'>): boolean {
  const { estimate } = heapPlan(model, needsOfModel(model));
  return memoryOfParts(checkpoint, 'wasm').together + estimate <= roomForParts.wasm;
}

/**
 * What to suggest in place of a model that does not fit: the one with the most weights among those that
 * the device's own backend runs, else among those that fit at all. `models` are those that do the same job.
 */
export function largestThatFits<Model extends Demands>(
  models: readonly Model[],
  device?: DeviceFacts,
): Model | undefined {
  let best: { model: Model; onBackend: boolean; bytes: number } | undefined;
  for (const model of models) {
    const plan = planMemory(model, device);
    if (!plan.ok) continue;
    const onBackend = plan.backend === device?.backend;
    const bytes = needsOfModel(model).weights;
    const isBetter = best === undefined || (onBackend === best.onBackend ? bytes > best.bytes : onBackend);
    if (isBetter) best = { model, onBackend, bytes };
  }
  return best?.model;
}

function gpuRefusal(needs: Needs, device: DeviceFacts): Failure | undefined {
  // A GPU that errs in float32 is none.
  if (!computes(device, singleChecks)) return { code: 'needs-gpu' };
  if (needs.f16 && !(device.f16 && computes(device, halfChecks))) return { code: 'needs-f16' };
  if (needs.largestTensor > device.largestBuffer) {
    return { code: 'tensor-too-large', detail: String(needs.largestTensor) };
  }
  return undefined;
}

/** Whether the test saw all of `names` come out right: what it did not get to does not count as right. */
function computes({ checks }: DeviceFacts, names: readonly CheckName[]): boolean {
  return names.every((name) => checks.some((check) => check.name === name && check.outcome === 'right'));
}

interface HeapPlan {
  /** Bytes at the peak. */
  estimate: number;
  fits: boolean;
}

function heapPlan(model: Demands, { f16, weights, workingMemory }: Needs): HeapPlan {
  if ('parts' in model) return heapPlanOfParts(model);
  const estimate = Math.ceil((f16 ? heapPerByte.f16 : heapPerByte.other) * weights) + workingMemory;
  return { estimate, fits: estimate <= heapLimit };
}

/** Each part has to fit by itself; what the others take is given back before. */
function heapPlanOfParts(model: Pick<CheckpointModel, 'parts' | 'sizes'>): HeapPlan {
  const { peak, together } = memoryOfParts(model, 'wasm');
  const fits = peak <= roomForParts.wasm && partsOf(model).every((part) => weightsOnBackend(part, 'wasm') <= heapLimit);
  return { estimate: fits && together <= roomForParts.wasm ? together : peak, fits };
}

/** Every tensor passes through a buffer of the same size on its way to the GPU. */
function gpuEstimate(model: Demands, { weights, largestTensor, workingMemory }: Needs): number {
  if (!('parts' in model)) return weights + largestTensor + workingMemory;
  const { peak, together } = memoryOfParts(model, 'webgpu');
  return largestTensor + (together <= roomForParts.webgpu ? together : peak);
}

/** Bytes at the peak of a run at the size that a checkpoint was trained on: of its parts in turn, and all of them kept open. */
function memoryOfParts(model: Pick<CheckpointModel, 'parts' | 'sizes'>, backend: DeviceFacts['backend']): { peak: number; together: number } {
  const pixels = model.sizes.width * model.sizes.height;
  const parts = partsOf(model).map((part) => ({
    weights: weightsOnBackend(part, backend),
    working: Math.ceil(part.memoryPerPixel * pixels),
  }));
  return {
    peak: Math.max(...parts.map(({ weights, working }) => weights + working)),
    together: parts.reduce((sum, { weights }) => sum + weights, 0) + Math.max(...parts.map(({ working }) => working)),
  };
}
