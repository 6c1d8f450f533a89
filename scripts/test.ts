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
const secondTries: string[] = [];

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

interface SuiteOutcome {
  passed: number;
  failed: number;
  failures: string[];
  /** Files in which tests failed, and nothing but tests. */
  redFiles: string[];
}

/** Runs a stage of many tests. */
function runSuite(name: string, args: readonly string[]): SuiteOutcome {
  const file = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const fine = execute('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args]);
  const result = report.safeParse(readReport(file)).data;
  const files = result?.testResults ?? [];
  const outcome = {
    passed: result?.numPassedTests ?? 0,
    failed: result?.numFailedTests ?? 0,
    failures: files.flatMap((entry) => failuresIn(name, entry)),
    redFiles: files.filter(hasRed).map((entry) => relative(process.cwd(), entry.name)),
  };
  // A file that does not load, or a run that ends early, counts as one more failure.
  if (fine || outcome.failed > 0) return outcome;
  if (outcome.failures.length === 0) outcome.failures.push(`${name}: ended early`);
  return { ...outcome, failed: 1, redFiles: [] };
}

function count(outcome: SuiteOutcome): void {
  passed += outcome.passed;
  failed += outcome.failed;
  failures.push(...outcome.failures);
}

/** A stage of many tests, counted one by one. */
function suite(name: string, ...args: string[]): void {
  timed(name, () => count(runSuite(name, args)));
}

/** So few files may fail beside others and still be tried alone. */
const mostSecondTries = 3;
/** Specs of random input: another run is another input. */
const random = /chaos|library\/kill/;

/**
 * A stage of browser tests, which share the machine two files at a time. The few files that fail then
 * are run once more by themselves, whole; what fails again has failed, and what does not is named at
 * the end. Random input is not tried again.
 */
function browserSuite(name: string, config: string, ...args: string[]): void {
  timed(name, () => {
    const first = runSuite(name, ['--config', config, ...args]);
    const { redFiles } = first;
    const alone = redFiles.length > 0 && redFiles.length <= mostSecondTries && !redFiles.some((file) => random.test(file));
    if (!alone) {
      count(first);
      return;
    }
    const second = runSuite(`${name} alone`, ['--config', config, '--maxWorkers', '1', ...redFiles]);
    count({ ...second, passed: first.passed + first.failed - second.failed });
    secondTries.push(...first.failures);
  });
}

function hasRed({ assertionResults }: FileReport): boolean {
  return assertionResults.some(({ status }) => status === 'failed');
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
browserSuite('browsers and egress', 'vitest.e2e.config.ts', '--exclude', measuring);
// What it measures of memory and time is its own only where nothing runs beside it.
suite('performance', '--config', 'vitest.e2e.config.ts', measuring);

rmSync(reports, { recursive: true });
for (const line of secondTries) console.log(`SECOND TRY ${line}`);
for (const line of failures) console.log(`FAILED ${line}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
