import { expect, test } from 'vitest';
import { diagnosticsText } from '../../../components/options/diagnostics';
import { isForeign } from '../../../components/editor/use-foreign-requests';

test('diagnostics name the browser and the device, and nothing else', () => {
  const device = { backend: 'wasm', reason: 'no-adapter', threads: 2, adapter: '' } as const;
  const has = { browser: 'Browser/1', processors: 4, jspi: true, sharedMemory: false };
  expect(diagnosticsText('1.2.3', device, has).split('\n')).toEqual([
    'Imaginex 1.2.3',
    'Browser: Browser/1',
    'Backend: wasm (no-adapter)',
    'Adapter: none',
    'Threads: 2 of 4',
    'JSPI: yes',
    'Shared memory: no',
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
