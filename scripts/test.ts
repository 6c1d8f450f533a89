import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureBrowser, installDebianPackages } from './support/install-browser';

/**
 * Everything that must hold, from types to real browsers; `--full` at the sizes that the promises
 * name. Each stage runs even when an earlier one failed; the last line counts.
 */

const full = process.argv.includes('--full');
const environment = { ...process.env, ...(full ? { IMAGINEX_SIZES: 'full' } : {}) };
const reports = mkdtempSync(join(tmpdir(), 'imaginex-reports-'));
const report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() });

let passed = 0;
let failed = 0;

function execute(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync('npx', ['--no-install', command, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** A stage that passes or fails as a whole. */
function check(name: string, command: string, ...args: string[]): void {
  timed(name, () => {
    if (execute(command, args)) passed++;
    else failed++;
  });
}

/** A stage of many tests, counted one by one. */
function suite(name: string, ...args: string[]): void {
  timed(name, () => {
    const file = join(reports, `${name.replaceAll(' ', '-')}.json`);
    const fine = execute('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args]);
    const result = report.safeParse(readReport(file));
    passed += result.data?.numPassedTests ?? 0;
    failed += result.data?.numFailedTests ?? 0;
    // A file that does not load, or a run that ends early, counts as one more failure.
    if (!fine && (result.data?.numFailedTests ?? 0) === 0) failed++;
  });
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`no report: ${String(error)}`);
    return undefined;
  }
}

function timed(name: string, run: () => void): void {
  const started = performance.now();
  console.log(`\n── ${name}`);
  run();
  console.log(`── ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

try {
  timed('browsers', () => {
    ensureBrowser('chromium');
    ensureBrowser('firefox');
    if (process.platform === 'linux') {
      installDebianPackages(['chromium-l10n', 'firefox-esr-l10n-tr'], 'the tests of the Turkish interface');
      installDebianPackages(['mesa-vulkan-drivers'], "the tests of Firefox's WebGPU");
    }
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed++;
}
check('prepare', 'wxt', 'prepare');
check('types', 'tsc', '--noEmit');
check('lint', 'eslint', '.', '--max-warnings', '0');
suite('unit');
check('build for Chrome', 'wxt', 'build', '-b', 'chrome');
check('build for Firefox', 'wxt', 'build', '-b', 'firefox');
suite('packages', '--config', 'vitest.package.config.ts');
const measuring = 'tests/e2e/performance.spec.ts';
suite('browsers and egress', '--config', 'vitest.e2e.config.ts', '--exclude', measuring);
// What it measures of memory and time is its own only where nothing runs beside it.
suite('performance', '--config', 'vitest.e2e.config.ts', measuring);

rmSync(reports, { recursive: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
