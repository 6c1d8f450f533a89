import { expect, test } from 'vitest';
import { diagnosticsText } from '../../../components/options/diagnostics';
import { isForeign } from '../../../components/editor/use-foreign-requests';

test('diagnostics name the browser and the device, and nothing else', () => {
  const device = { backend: 'wasm', reason: 'no-adapter', threads: 2, adapter: '' } as const;
  const has = { browser: 'Browser/1', processors: 4, jspi: true, sharedMemory: false };
  expect(diagnosticsText('1.2.3', device, has, undefined).split('\n')).toEqual([
    'Imaginex 1.2.3',
    'Browser: Browser/1',
    'Backend: wasm (no-adapter)',
    'Adapter: none',
    'Threads: 2 of 4',
    'JSPI: yes',
    'Shared memory: no',
    'Device test: not made',
  ]);
});

test('diagnostics name what the device was found to compute', () => {
  const device = { backend: 'webgpu', reason: 'gpu', threads: 2, adapter: 'Adapter' } as const;
  const has = { browser: 'Browser/1', processors: 4, jspi: true, sharedMemory: true };
  const text = diagnosticsText('1.2.3', device, has, {
    browser: 'Browser/1',
    adapter: 'Adapter',
    backend: 'webgpu',
    testedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    checks: [
      { name: 'conv-f16', outcome: 'wrong' },
      { name: 'matmul-int4', outcome: 'failed' },
    ],
    f16: true,
    largestBuffer: 2_147_483_648,
  });
  expect(text.split('\n').slice(7)).toEqual([
    'Device test: 2026-01-02T03:04:05.000Z, webgpu, Adapter',
    'Tested in: Browser/1',
    '16-bit shaders: yes',
    'Largest buffer: 2147483648 bytes',
    'conv-f16: wrong',
    'matmul-int4: failed',
  ]);
});

test.each([
  ['chrome-extension://abc/chunks/a.js', false],
  ['blob:chrome-extension://abc/1', false],
  ['data:image/png;base64,', false],
  ['https://example.org/a.png', true],
  ['chrome-extension://abcd/a.js', true],
])('%s is foreign: %s', (url, foreign) => {
  expect(isForeign(url, 'chrome-extension://abc')).toBe(foreign);
});
