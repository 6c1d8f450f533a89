import type { BackendChoice, Device } from '../../messages/editor-port';

/** How long an adapter may take to answer; some drivers never do. */
const adapterTimeoutMs = 3000;

/**
 * Decides what models run on. A software adapter counts as no GPU: WebGPU on it is 10 to 100 times
 * slower than WebAssembly.
 */
export async function probeDevice(choice: BackendChoice): Promise<Device> {
  const { device } = await probeGpu(choice);
  return device;
}

/** What models run on, and what its GPU offers. */
export interface ProbedGpu {
  device: Device;
  /** Whether shaders may compute in float16; not on WebAssembly. */
  f16: boolean;
  /** Bytes of the largest buffer that a shader may read; 0 on WebAssembly. */
  largestBuffer: number;
}

/** As `probeDevice`, with what a device test says besides. */
export async function probeGpu(choice: BackendChoice): Promise<ProbedGpu> {
  const threads = threadCount();
  const none = { f16: false, largestBuffer: 0 };
  if (choice === 'wasm') return { device: { backend: 'wasm', reason: 'forced', threads, adapter: '' }, ...none };
  const { gpu, name, reason } = await requestAdapter();
  if (choice === 'webgpu' && gpu) return { device: { backend: 'webgpu', reason: 'forced', threads, adapter: name }, ...gpu };
  if (reason === 'gpu' && gpu) return { device: { backend: 'webgpu', reason, threads, adapter: name }, ...gpu };
  return { device: { backend: 'wasm', reason, threads, adapter: name }, ...none };
}

interface FoundAdapter {
  /** Missing without an adapter. */
  gpu?: Pick<ProbedGpu, 'f16' | 'largestBuffer'>;
  name: string;
  reason: 'gpu' | 'no-webgpu' | 'no-adapter' | 'software-adapter' | 'probe-timeout';
}

async function requestAdapter(): Promise<FoundAdapter> {
  // The type says that it is always there; browsers leave it out.
  if (!('gpu' in navigator)) return { name: '', reason: 'no-webgpu' };
  const timeout = Symbol('timeout');
  const adapter = await Promise.race([
    navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }),
    new Promise<typeof timeout>((resolve) => setTimeout(() => resolve(timeout), adapterTimeoutMs)),
  ]);
  if (adapter === timeout) return { name: '', reason: 'probe-timeout' };
  if (!adapter) return { name: '', reason: 'no-adapter' };
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(' ').slice(0, 200);
  const software =
    isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|microsoft basic render/i.test(name);
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const gpu = {
    f16: adapter.features.has('shader-f16'),
    largestBuffer: Math.min(maxStorageBufferBindingSize, maxBufferSize),
  };
  return { gpu, name, reason: software ? 'software-adapter' : 'gpu' };
}

/**
 * WebAssembly threads: all cores up to eight, beyond which small convolutions stop getting faster;
 * one where the browser does not share memory between workers.
 */
function threadCount(): number {
  if (typeof SharedArrayBuffer === 'undefined') return 1;
  return Math.min(8, Math.max(1, navigator.hardwareConcurrency));
}
