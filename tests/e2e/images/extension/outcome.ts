import { toErrorCode } from '../../../../messages/errors';
import type { Outcome } from './requests';

export async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  const started = performance.now();
  const milliseconds = () => Math.round(performance.now() - started);
  try {
    return { ok: true, value: await work(), milliseconds: milliseconds() };
  } catch (error) {
    const reasons: string[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      reasons.push(`${cause.name}: ${cause.message}`);
    }
    return { ok: false, code: toErrorCode(error), message: reasons.join(' ← '), milliseconds: milliseconds() };
  }
}
