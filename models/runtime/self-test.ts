import type { DeviceTest } from '../../messages/library';
import type { ProbedGpu } from './device';
import type { Ort } from './ort';
import { allChecks, type Check } from './self-test-checks';

type Backend = DeviceTest['backend'];
type Outcome = DeviceTest['checks'][number]['outcome'];

/** What a check may take, from opening onnxruntime and compiling shaders on a slow machine to a driver that never answers. */
const patienceMs = 60_000;

/**
 * Finds out what this device computes rightly, on the backend that was probed: float16 only where the
 * GPU has it; on WebAssembly, which computes float16 graphs in float32, always.
 *
 * @param ort in a worker of its own, which is ended afterwards: a GPU that was lost stays lost.
 */
export async function testDevice(ort: Ort, { device, f16, largestBuffer }: ProbedGpu): Promise<DeviceTest> {
  const { backend, adapter } = device;
  return {
    browser: navigator.userAgent.slice(0, 300),
    adapter,
    backend,
    testedAt: Date.now(),
    checks: await runChecks(ort, backend, allChecks({ f16: backend === 'wasm' || f16 })),
    f16,
    largestBuffer,
  };
}

/**
 * Makes the checks in their order, each in a session of its own that is over before the next begins.
 *
 * So a check that fails does not spoil the next: with onnxruntime-web 1.30 itself, in Chromium 156 and Firefox
 * 153, on WebAssembly and WebGPU, sessions that could not be opened, runs that were refused and shaders that
 * did not compile left later sessions right. (What is spoilt for good by one failure are the queues of
 * promises that libraries on top of it keep.) After a check that did not end none is made, for its run still
 * goes on; what is missing in the list was not found to be right.
 */
export async function runChecks(ort: Ort, backend: Backend, checks: readonly Check[]): Promise<DeviceTest['checks']> {
  const made: DeviceTest['checks'] = [];
  for (const check of checks) {
    const outcome = await withPatience(outcomeOf(ort, backend, check));
    made.push({ name: check.name, outcome: outcome ?? 'failed' });
    if (outcome === undefined) {
      console.error(`device test ${check.name}: no end after ${patienceMs} ms`);
      break;
    }
  }
  return made;
}

async function outcomeOf(ort: Ort, backend: Backend, check: Check): Promise<Outcome> {
  try {
    const session = await ort.InferenceSession.create(check.graph, {
      executionProviders: [backend],
      // What a GPU has no kernel for would silently be computed by the processor.
      ...(backend === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
    });
    try {
      const { output } = await session.run({ input: new ort.Tensor('float32', check.input, check.dims) });
      return output?.data instanceof Float32Array && agrees(output.data, check) ? 'right' : 'wrong';
    } finally {
      await session.release();
    }
  } catch (error) {
    console.error(`device test ${check.name}:`, error);
    return 'failed';
  }
}

function agrees(output: Float32Array, { expected, tolerance }: Check): boolean {
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return (
    output.length === expected.length &&
    // NaN is within nothing.
    output.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) <= tolerance * largest)
  );
}

/** @returns `undefined` when the work is not over in time. */
async function withPatience<Result>(work: Promise<Result>): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
