import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planMemory } from '../../../models/catalog/memory-plan';
import type { DeviceTest } from '../../../messages/library';
import type { ProbedGpu } from '../../../models/runtime/device';
import { deviceFacts } from '../../../models/runtime/device-facts';

const userAgent = 'a browser 1.0';
const gpu: ProbedGpu = {
  device: { backend: 'webgpu', reason: 'gpu', threads: 4, adapter: 'a card' },
  f16: true,
  largestBuffer: 2 ** 30,
};
const kept: DeviceTest = {
  browser: userAgent,
  adapter: 'a card',
  backend: 'webgpu',
  testedAt: 1,
  checks: [
    { name: 'matmul-f32', outcome: 'right' },
    { name: 'conv-f32', outcome: 'right' },
    { name: 'clip-f16', outcome: 'wrong' },
  ],
  f16: true,
  largestBuffer: 2 ** 30,
};
const half = {
  source: { kind: 'own' as const, files: [{ path: 'a.onnx', bytes: 1e6, sha256: '0'.repeat(64) }] },
  needs: { f16: true, workingMemory: 0, largestTensor: 1e5 },
};

beforeEach(() => vi.stubGlobal('navigator', { userAgent }));
afterEach(() => vi.unstubAllGlobals());

test('what the test of this browser on this adapter found wrong counts', () => {
  expect(deviceFacts(gpu, kept).checks).toEqual(kept.checks);
  // Computes float16 on the processor then.
  expect(planMemory(half, deviceFacts(gpu, kept))).toMatchObject({ ok: true, backend: 'wasm' });
});

test.each<[string, DeviceTest | undefined]>([
  ['of another browser', { ...kept, browser: 'a browser 0.9' }],
  ['of another adapter', { ...kept, adapter: 'another card' }],
  ['of WebAssembly', { ...kept, backend: 'wasm' }],
  ['that was never made', undefined],
])('a test %s says nothing about this device', (_, test) => {
  expect(planMemory(half, deviceFacts(gpu, test))).toMatchObject({ ok: true, backend: 'webgpu' });
});

test('what the adapter itself says counts, whatever was tested', () => {
  const facts = deviceFacts({ ...gpu, f16: false, largestBuffer: 5 }, undefined);
  expect(facts).toMatchObject({ backend: 'webgpu', f16: false, largestBuffer: 5 });
  expect(planMemory(half, facts)).toMatchObject({ ok: true, backend: 'wasm' });
});
