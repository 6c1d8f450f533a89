import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Tab } from './tab';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: { run(context: Document): Promise<AxeResults> };

/** What axe finds, short enough to read in a failed test. */
export async function violations(tab: Tab): Promise<string[]> {
  await tab.run(source);
  return tab.evaluate(async () => {
    // Half way between two colours the contrast is that of neither.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { violations: found } = await axe.run(document);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
