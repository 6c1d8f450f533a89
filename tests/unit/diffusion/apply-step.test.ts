import { expect, test } from 'vitest';
import { addNoise, cleanEstimate, guide, nextLatents, scaleInput } from '../../../models/diffusion/apply-step';

const a = Float32Array.of(1, -2, 0.5);
const b = Float32Array.of(10, 20, -30);
const none = { latents: 0, output: 0, previousClean: 0, noise: 0 };

test('the arithmetic', () => {
  expect([...scaleInput(a, 0.5)]).toEqual([0.5, -1, 0.25]);
  expect([...cleanEstimate(a, b, { latents: 2, output: -0.5 })]).toEqual([-3, -14, 16]);
  expect([...addNoise(a, b, { signal: 0.5, noise: 0.25 })]).toEqual([3, 4, -7.25]);
  expect([...guide(a, b, 1)]).toEqual([...b]);
  expect([...guide(a, b, 0)]).toEqual([...a]);
  expect([...guide(a, b, 7.5)]).toEqual([68.5, 163, -228.25]);
  const next = { latents: 1, output: 2, previousClean: 3, noise: 4 };
  expect([...nextLatents({ latents: a, output: b, previousClean: a, noise: b }, next)]).toEqual([64, 112, -178]);
});

test('the result goes where it is asked to, even over an operand', () => {
  const into = new Float32Array(3);
  expect(scaleInput(a, 2, into)).toBe(into);
  expect([...into]).toEqual([2, -4, 1]);
  const own = a.slice();
  expect(guide(own, b, 2, own)).toBe(own);
  expect([...own]).toEqual([19, 42, -60.5]);
  const latents = a.slice();
  nextLatents({ latents, output: b }, { ...none, latents: 1, output: 1 }, latents);
  expect([...latents]).toEqual([11, 18, -29.5]);
});

test('what a step does not need may be missing, what it needs may not', () => {
  expect([...nextLatents({ latents: a, output: b }, { ...none, latents: 1 })]).toEqual([...a]);
  expect(() => nextLatents({ latents: a, output: b }, { ...none, previousClean: 0.1 })).toThrow(/missing/);
  expect(() => nextLatents({ latents: a, output: b }, { ...none, noise: 0.1 })).toThrow(/missing/);
});

test('a factor of 0 leaves out even what is not finite', () => {
  const broken = Float32Array.of(NaN, Infinity, 1);
  expect([...nextLatents({ latents: a, output: broken }, { ...none, latents: 1 })]).toEqual([...a]);
});

test('sums are rounded once', () => {
  const [large, small] = [Float32Array.of(2 ** 24), Float32Array.of(1)];
  expect([...addNoise(large, small, { signal: 1, noise: 3 })]).toEqual([Math.fround(2 ** 24 + 3)]);
  expect([...nextLatents({ latents: large, output: large, noise: small }, { ...none, latents: 1, output: -1, noise: 1 })]).toEqual([1]);
});

test('tensors of different lengths are refused', () => {
  const short = Float32Array.of(1);
  expect(() => scaleInput(a, 1, short)).toThrow(RangeError);
  expect(() => cleanEstimate(a, short, { latents: 1, output: 1 })).toThrow(RangeError);
  expect(() => addNoise(a, short, { signal: 1, noise: 1 })).toThrow(RangeError);
  expect(() => guide(a, short, 2)).toThrow(RangeError);
  expect(() => nextLatents({ latents: a, output: short }, { ...none, latents: 1 })).toThrow(RangeError);
  expect(() => nextLatents({ latents: a, output: b, noise: short }, { ...none, latents: 1 })).toThrow(RangeError);
});
