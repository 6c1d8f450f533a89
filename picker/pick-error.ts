import type { ErrorCode } from '../messages/errors';

/** An error with a code of `messages/errors.ts`, whose own class would bring the schema library along. */
export class PickError extends Error {
  readonly code: string;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PickError';
    this.code = code;
  }

  /** An error that another realm answered with. */
  static answered(code: string, request: string): PickError {
    const error = new PickError('unexpected', `${request}: ${code}`);
    return Object.assign(error, { code });
  }
}

/** The code to tell the person about any thrown value. */
export function codeOf(error: unknown): string {
  if (error instanceof PickError) return error.code;
  if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
  return 'unexpected';
}
