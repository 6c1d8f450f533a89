import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toEditor, toHost } from '../../../messages/editor-port';
import { size } from '../../sizes';
import { validToEditor, validToHost, withSpoiling } from './near-valid';

const numRuns = size('fuzzRuns');

test.each(['__proto__', 'constructor.prototype', 'Scale', 'a'.repeat(41)])(
  'an option named %j gets through to no tool',
  (name) => {
    const options: unknown = JSON.parse(`{"${name}":{"polluted":true}}`);
    const job = { jobId: crypto.randomUUID(), task: 'enlarge', options, input: new Blob(['1']), mask: null, backend: 'auto', previewSize: 16 };
    const parsed = toHost.safeParse({ type: 'run-job', job });
    // Zod leaves the first out without a word; what is left has no name of its own and inherits none.
    const left = parsed.data?.type === 'run-job' ? parsed.data.job.options : {};
    expect(Object.keys(left)).toEqual([]);
    expect('polluted' in left).toBe(false);
  },
);

describe.each([
  ['what an editor tells the host', toHost, validToHost],
  ['what the host tells an editor', toEditor, validToEditor],
] as const)('%s', (_, schema, valid) => {
  test('is taken as it is', () => {
    fc.assert(
      fc.property(valid, (message) => {
        expect(schema.parse(message)).toEqual(message);
      }),
      { numRuns },
    );
  });

  test('is refused when one thing in it is wrong', () => {
    fc.assert(
      fc.property(withSpoiling(valid), (message) => {
        expect(schema.safeParse(message).success).toBe(false);
      }),
      { numRuns },
    );
  });

  test('is nothing else', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(schema.safeParse(message).success).toBe(false);
      }),
      { numRuns },
    );
  });
});

const job = {
  jobId: crypto.randomUUID(),
  task: 'enlarge',
  options: {},
  input: new Blob(['x']),
  mask: null,
  backend: 'auto',
  previewSize: 512,
};

test('a job has fifty options at most', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`o${index}`, 1]));
  const ask = (count: number) => toHost.safeParse({ type: 'run-job', job: { ...job, options: many(count) } }).success;
  expect([ask(50), ask(51)]).toEqual([true, false]);
});

const patch = { width: 8, height: 6, x: 4, y: 3, patchWidth: 4, patchHeight: 3, pixels: new Uint8ClampedArray(48) };

test.each([
  ['lies in its preview', {}, true],
  ['reaches over the right edge', { x: 5 }, false],
  ['reaches over the lower edge', { y: 4 }, false],
  ['has pixels too few', { pixels: new Uint8ClampedArray(44) }, false],
  ['has pixels too many', { pixels: new Uint8ClampedArray(52) }, false],
  ['has pixels of another kind', { pixels: new Uint8Array(48) }, false],
])('a patch that %s', (_, change, isTaken) => {
  const message = { type: 'job-preview', jobId: crypto.randomUUID(), patch: { ...patch, ...change } };
  expect(toEditor.safeParse(message).success).toBe(isTaken);
});
