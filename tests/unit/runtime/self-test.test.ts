import * as ort from 'onnxruntime-web';
import { afterEach, expect, test, vi } from 'vitest';
import { runChecks } from '../../../models/runtime/self-test';
import { allChecks, type Check } from '../../../models/runtime/self-test-checks';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The first of all checks, changed. */
function broken(change: (check: Check) => Partial<Check>): Check {
  const [first] = allChecks({ f16: false });
  if (!first) throw new Error('no checks');
  return { ...first, ...change(first) };
}

test('without float16 its checks are left out, and what most depends on comes first', () => {
  expect(allChecks({ f16: false }).map(({ name }) => name)).toEqual(['matmul-f32', 'conv-f32', 'matmul-int4', 'matmul-int8']);
});

test('WebAssembly computes every check as the plain references do', async () => {
  const checks = allChecks({ f16: true });
  expect(checks.map(({ name }) => name).sort()).toEqual(
    ['matmul-f32', 'conv-f32', 'matmul-f16', 'conv-f16', 'clip-f16', 'pad-f16', 'matmul-int4', 'matmul-int8'].sort(),
  );
  expect(await runChecks(ort, 'wasm', checks)).toEqual(checks.map(({ name }) => ({ name, outcome: 'right' })));
});

test.each(allChecks({ f16: true }))('$name: results that could not be mistaken for one another are expected', ({ expected }) => {
  expect(new Set(expected).size).toBeGreaterThan(5);
  expect(expected.some(Number.isNaN)).toBe(false);
});

test.each<[string, (check: Check) => Partial<Check>]>([
  ['one number off', ({ expected }) => ({ expected: expected.map((value, i) => (i === 100 ? value + 0.01 : value)) })],
  ['one that is no number', ({ expected }) => ({ expected: expected.map((value, i) => (i === 100 ? NaN : value)) })],
  ['a number too few', ({ expected }) => ({ expected: expected.subarray(1) })],
])('%s is wrong', async (_, change) => {
  expect(await runChecks(ort, 'wasm', [broken(change)])).toEqual([{ name: 'matmul-f32', outcome: 'wrong' }]);
});

test('rounding is not wrong', async () => {
  const check = broken(({ expected }) => ({ expected: expected.map((value) => value + 1e-4) }));
  expect(await runChecks(ort, 'wasm', [check])).toEqual([{ name: 'matmul-f32', outcome: 'right' }]);
});

test('what fails to open or to run does not spoil what comes after it', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue();
  const unreadable = broken(({ graph }) => ({ graph: graph.subarray(0, graph.length - 200) }));
  const misfed = broken(({ input }) => ({ input: input.subarray(0, 7 * 63), dims: [7, 63] }));
  const right = allChecks({ f16: true });
  const outcomes = await runChecks(ort, 'wasm', [unreadable, ...right, misfed, ...right]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    'failed',
    ...right.map(() => 'right'),
    'failed',
    ...right.map(() => 'right'),
  ]);
  expect(logged).toHaveBeenCalledTimes(2);
});

test('after a check that does not end none is made', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue();
  vi.useFakeTimers();
  const create = vi.spyOn(ort.InferenceSession, 'create').mockReturnValue(new Promise(() => undefined));
  const outcomes = runChecks(ort, 'webgpu', allChecks({ f16: true }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await outcomes).toEqual([{ name: 'matmul-f32', outcome: 'failed' }]);
  expect(create).toHaveBeenCalledTimes(1);
  expect(logged).toHaveBeenCalledTimes(1);
});
