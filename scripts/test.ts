import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ensureBrowser, installDebianPackages } from './support/install-browser';

/**
 * Everything that must hold, from types to real browsers; `--full` at the sizes that the promises
 * name. Each stage runs even when an earlier one failed; the last line counts.
 */

const full = process.argv.includes('--full');
const environment = { ...process.env, ...(full ? { IMAGINEX_SIZES: 'full' } : {}) };
const reports = mkdtempSync(join(tmpdir(), 'imaginex-reports-'));
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

let passed = 0;
let failed = 0;
/** One line for each failure, said again at the end: whoever sees only the tail of a long log knows which. */
const failures: string[] = [];

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
    if (execute(command, args)) {
      passed++;
      return;
    }
    failed++;
    failures.push(name);
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
    for (const file of result.data?.testResults ?? []) failures.push(...failuresIn(name, file));
    // A file that does not load, or a run that ends early, counts as one more failure.
    if (fine || (result.data?.numFailedTests ?? 0) > 0) return;
    failed++;
    if (!failures.some((line) => line.startsWith(`${name}: `))) failures.push(`${name}: ended early`);
  });
}

type FileReport = z.infer<typeof report>['testResults'][number];

function failuresIn(suiteName: string, file: FileReport): string[] {
  const where = `${suiteName}: ${relative(process.cwd(), file.name)}`;
  const firstLine = (text: string | undefined): string => text?.split('\n', 1)[0] ?? '';
  const red = file.assertionResults.filter(({ status }) => status === 'failed');
  if (red.length === 0) return file.message === '' ? [] : [`${where}: ${firstLine(file.message)}`];
  return red.map(({ fullName, failureMessages }) => `${where}: ${fullName}: ${firstLine(failureMessages[0])}`);
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
  failures.push('browsers');
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
for (const line of failures) console.log(`FAILED ${line}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
