import { CodedError, type ErrorCode } from '../../../messages/errors';
import type { Clock } from './clock';

/** A failure of the network that may pass. `code` is what the person is told when it does not. */
export class Interrupted extends Error {
  readonly code: ErrorCode;
  /** What the code's sentence names. */
  readonly detail: string | undefined;
  /** Milliseconds after which the host says to ask again. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: ErrorOptions & { detail?: string; retryAfter?: number } = {}) {
    super(code, options);
    this.name = 'Interrupted';
    this.code = code;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
const longestRetryAfterMs = 10 * 60_000;

/** How long to wait after so many failures in a row: twice as long each time, of which chance takes up to half. */
export function backOff(failures: number, random: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1)) * (1 - random / 2);
}

/** Milliseconds that a Retry-After header asks for, at most ten minutes: a number of seconds or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestRetryAfterMs, Math.max(0, ms));
}

export interface Patience {
  clock: Clock;
  signal: AbortSignal;
  /** Failures in a row after which it is given up. */
  tries: number;
  /** Grows whenever something has come; then failures are counted from one again. */
  progress?: () => number;
  /** Told, in epoch ms, until when the host asked to be left alone. */
  onWait?: (until: number) => void;
  /** Milliseconds; a host that asks for more is given up. */
  longestWait?: number;
}

/**
 * What `attempt` gives, tried again for as long as it is `Interrupted`.
 *
 * @throws CodedError with the code of the last `Interrupted`
 */
export async function persistently<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, signal, tries, progress = () => 0, onWait, longestWait = Infinity } = patience;
  let failures = 0;
  for (;;) {
    const before = progress();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      failures = progress() > before ? 1 : failures + 1;
      const wait = Math.max(error.retryAfter ?? 0, backOff(failures, clock.random()));
      if (failures >= tries || wait > longestWait) {
        const { detail } = error;
        throw new CodedError(error.code, error.message, { cause: error, ...(detail === undefined ? {} : { detail }) });
      }
      if (error.retryAfter !== undefined) onWait?.(clock.now() + error.retryAfter);
      await clock.sleep(wait, signal);
    }
  }
}
