import { expect, test } from 'vitest';
import { PreviewBudget } from '../../../models/diffusion/preview-budget';

interface Run {
  steps: number;
  /** Milliseconds of a step and of a decoded preview. */
  step: number;
  preview: number;
  warmsUp?: boolean;
  /** Milliseconds of the first preview, where that is longer. */
  first?: number;
}

/** Steps after which a preview was decoded, and milliseconds that this took, with and without the first. */
async function decodedIn({ steps, step, preview, warmsUp = false, first = preview }: Run) {
  let now = 1000;
  const budget = new PreviewBudget(warmsUp, () => now);
  const decoded: number[] = [];
  let [spent, run] = [0, 0];
  for (let index = 0; index < steps; index++) {
    now += step;
    run += step;
    if (!budget.allows(index === steps - 1)) continue;
    const took = decoded.length === 0 ? first : preview;
    await budget.spend(() => {
      now += took;
      return Promise.resolve();
    });
    decoded.push(index);
    spent += took;
  }
  return { decoded, spent, spentLater: spent - first, run };
}

const all = (steps: number) => Array.from({ length: steps }, (_, index) => index);

test('previews that cost little are decoded after every step', async () => {
  expect((await decodedIn({ steps: 25, step: 1000, preview: 40 })).decoded).toEqual(all(25));
  expect((await decodedIn({ steps: 4, step: 300, preview: 20 })).decoded).toEqual(all(4));
});

test('the only step has one, whatever it costs', async () => {
  expect((await decodedIn({ steps: 1, step: 100, preview: 5000 })).decoded).toEqual([0]);
});

test.each([
  { steps: 25, step: 1000, preview: 300 },
  { steps: 25, step: 1000, preview: 1000 },
  { steps: 50, step: 200, preview: 700 },
  { steps: 100, step: 100, preview: 90 },
])('previews of $preview ms take no more than a fifth of $steps steps of $step ms, besides the first and the last', async (run) => {
  const { decoded, spentLater, run: whole } = await decodedIn(run);
  expect(decoded[0]).toBe(0);
  expect(decoded.length).toBeLessThan(run.steps);
  const last = decoded.at(-1) === run.steps - 1 ? run.preview : 0;
  // Of the time that has passed, previews are a part themselves.
  expect(spentLater - last).toBeLessThanOrEqual(0.25 * whole);
});

test('the time that previews may take is taken', async () => {
  const { decoded, spent, run } = await decodedIn({ steps: 100, step: 100, preview: 90 });
  expect(decoded.length).toBeGreaterThan(20);
  expect(spent).toBeGreaterThan(0.15 * run);
});

test('the last step has one unless that alone takes more than a fifth of the time', async () => {
  expect((await decodedIn({ steps: 10, step: 100, preview: 190 })).decoded).toEqual([0, 9]);
  expect((await decodedIn({ steps: 10, step: 100, preview: 400 })).decoded).toEqual([0]);
});

test('a first one that compiles shaders does not count', async () => {
  expect((await decodedIn({ steps: 8, step: 500, preview: 30, first: 4000, warmsUp: true })).decoded).toEqual(all(8));
  expect((await decodedIn({ steps: 8, step: 500, preview: 30, first: 4000 })).decoded).not.toEqual(all(8));
});

test('one that fails is not counted', async () => {
  const budget = new PreviewBudget(false, () => 0);
  expect(budget.allows(false)).toBe(true);
  await expect(budget.spend(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(budget.allows(false)).toBe(true);
});
