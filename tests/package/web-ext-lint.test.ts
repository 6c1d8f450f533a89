import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { builtExtension } from '../support/builds';

/** Warnings that stay, each with its reason in docs/testing.md. */
const explained = new Set(['DANGEROUS_EVAL', 'UNSAFE_VAR_ASSIGNMENT']);

const output = z.object({
  errors: z.array(z.object({ code: z.string() })),
  warnings: z.array(z.object({ code: z.string(), file: z.string().optional() })),
});

test('addons.mozilla.org finds no error, and no warning that is not explained', () => {
  const { stdout } = spawnSync(
    'npx',
    ['--no-install', 'web-ext', 'lint', '--source-dir', builtExtension('firefox'), '--output', 'json', '--self-hosted'],
    { encoding: 'utf8', maxBuffer: 64e6 },
  );
  const result = output.parse(JSON.parse(stdout));
  expect(result.errors).toEqual([]);
  expect(result.warnings.filter(({ code }) => !explained.has(code))).toEqual([]);
});
