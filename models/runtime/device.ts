import type { BackendChoice, Device } from '../../messages/editor-port';

/** How long an adapter may take to answer; some drivers never do. */
const adapterTimeoutMs = 3000;

/**
 * Decides what models run on. A software adapter counts as no GPU: WebGPU on it is 10 to 100 times
 * slower than WebAssembly.
 */
export async function probeDevice(choice: BackendChoice): Promise<Device> {
  const threads = threadCount();
  if (choice === 'wasm') return { backend: 'wasm', reason: 'forced', threads, adapter: '' };
  const found = await requestAdapter();
  if (choice === 'webgpu' && found.adapter) {
    return { backend: 'webgpu', reason: 'forced', threads, adapter: found.name };
  }
  const backend = found.reason === 'gpu' ? 'webgpu' : 'wasm';
  return { backend, reason: found.reason, threads, adapter: found.name };
}

interface FoundAdapter {
  adapter: boolean;
  name: string;
  reason: 'gpu' | 'no-webgpu' | 'no-adapter' | 'software-adapter' | 'probe-timeout';
}

async function requestAdapter(): Promise<FoundAdapter> {
  // The type says that it is always there; browsers leave it out.
  if (!('gpu' in navigator)) return { adapter: false, name: '', reason: 'no-webgpu' };
  const timeout = Symbol('timeout');
  const adapter = await Promise.race([
    navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }),
    new Promise<typeof timeout>((resolve) => setTimeout(() => resolve(timeout), adapterTimeoutMs)),
  ]);
  if (adapter === timeout) return { adapter: false, name: '', reason: 'probe-timeout' };
  if (!adapter) return { adapter: false, name: '', reason: 'no-adapter' };
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(' ').slice(0, 200);
  const software =
    isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|microsoft basic render/i.test(name);
  return { adapter: true, name, reason: software ? 'software-adapter' : 'gpu' };
}

/**
 * WebAssembly threads: all cores up to eight, beyond which small convolutions stop getting faster;
 * one where the browser does not share memory between workers.
 */
function threadCount(): number {
  if (typeof SharedArrayBuffer === 'undefined') return 1;
  return Math.min(8, Math.max(1, navigator.hardwareConcurrency));
}
