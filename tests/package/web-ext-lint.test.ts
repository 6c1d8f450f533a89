import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { builtExtension } from '../support/builds';

interface Explained {
  code: string;
  /** Path in the package; `*` stands for a part of one name. */
  file: string;
  times: number;
}

/** Warnings that stay: the table of docs/testing.md, which gives the reasons. */
const explained: readonly Explained[] = [
  { code: 'DANGEROUS_EVAL', file: 'ort/ort-wasm-simd-threaded.jspi.mjs', times: 1 },
  { code: 'UNSAFE_VAR_ASSIGNMENT', file: 'model-worker.js', times: 1 },
  { code: 'UNSAFE_VAR_ASSIGNMENT', file: 'chunks/*.js', times: 3 },
  { code: 'UNSAFE_VAR_ASSIGNMENT', file: 'store-worker.js', times: 1 },
];

const warning = z.object({ code: z.string(), file: z.string().default('') });
const output = z.object({ errors: z.array(z.object({ code: z.string() })), warnings: z.array(warning) });

function matches(pattern: string, file: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(file);
}

/** What there is, by the rows of the table; what no row explains stands for itself. */
function counted(warnings: readonly z.infer<typeof warning>[]): Explained[] {
  const rows = explained.map((row) => ({ ...row, times: 0 }));
  const others: Explained[] = [];
  for (const { code, file } of warnings) {
    const row = rows.find((candidate) => candidate.code === code && matches(candidate.file, file));
    if (row) row.times++;
    else others.push({ code, file, times: 1 });
  }
  return [...rows, ...others];
}

test('addons.mozilla.org finds no error, and exactly the warnings that are explained', () => {
  const { stdout } = spawnSync(
    'npx',
    ['--no-install', 'web-ext', 'lint', '--source-dir', builtExtension('firefox'), '--output', 'json'],
    { encoding: 'utf8', maxBuffer: 64e6 },
  );
  const result = output.parse(JSON.parse(stdout));
  expect(result.errors).toEqual([]);
  expect(counted(result.warnings)).toEqual(explained);
});

test('each of them has its reason in docs/testing.md, and no other has', () => {
  const rows = readFileSync('docs/testing.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| `([^`]+)` \| (\d+) \| \S.*\|$/gm);
  expect([...rows].map(([, code, file, times]) => ({ code, file, times: Number(times) }))).toEqual(explained);
});
