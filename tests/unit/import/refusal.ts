import { expect } from 'vitest';
import { CodedError, type ErrorCode } from '../../../messages/errors';
import { readReason } from '../../../messages/import-reason';
import { inEnglish } from './in-english';

/** Expects a refusal with this code; gives its detail, a reason in English. */
export async function refusal(attempt: () => unknown, code: ErrorCode): Promise<string | undefined> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    expect(error.code, error.message).toBe(code);
    // Prose of a developer would stand in sentences of every language.
    if (code === 'import-no-tool') expect(readReason(error.detail ?? ''), error.detail).toBeDefined();
    return error.detail === undefined ? undefined : inEnglish(error.detail);
  }
  return expect.fail(`nothing was refused with ${code}`);
}
