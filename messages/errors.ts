import { z } from './zod';

/**
 * Every way in which something can go wrong for the person. Each code `some-code` has a sentence
 * `error_some_code` in `public/_locales` that says what happened and what to do next.
 */
export const errorCodes = [
  // messages
  'message-unknown',
  'message-invalid',
  'message-refused',
  // picking
  'page-refuses-scripts',
  'picture-not-readable',
  'picture-gone',
  'picture-left-page',
  'capture-failed',
  'clipboard-empty',
  'clipboard-refused',
  'drop-empty',
  // pictures
  'file-empty',
  'file-too-large',
  'file-changed',
  'format-unknown',
  'format-heic',
  'format-tiff',
  'format-jxl',
  'format-not-supported',
  'picture-damaged',
  'picture-too-large',
  'picture-too-complex',
  'pixels-altered',
  'result-too-large',
  // running
  'browser-too-old',
  'host-unreachable',
  'host-lost',
  'worker-lost',
  'gpu-failed',
  'model-missing',
  'helper-missing',
  'model-failed',
  'options-invalid',
  'out-of-memory',
  'cancelled',
  // making pictures
  'scheduler-unsupported',
  'steps-too-many',
  'nothing-marked',
  'nothing-found',
  'faces-not-found',
  'strength-too-low',
  'not-finite',
  // what a device can do
  'needs-gpu',
  'needs-f16',
  'needs-memory',
  'tensor-too-large',
  // the library of models
  'private-window',
  'permission-declined',
  'store-unavailable',
  'store-lost',
  'store-busy',
  'storage-full',
  'model-damaged',
  'download-offline',
  'download-interrupted',
  'download-busy',
  'download-not-found',
  'download-forbidden',
  'download-redirected',
  'download-changed',
  'download-damaged',
  'hub-answer-unknown',
  'hub-no-model',
  // importing
  'import-empty',
  'import-not-onnx',
  'import-truncated',
  'import-unreadable',
  'import-archive-damaged',
  'import-archive-unsafe',
  'import-archive-too-large',
  'import-no-model',
  'import-several-models',
  'import-part-missing',
  'import-data-missing',
  'import-opset',
  'import-node-unsupported',
  'import-float64',
  'import-random',
  'import-no-tool',
  'import-run-failed',
  // saving
  'save-failed',
  'webp-too-large',
  'copy-failed',
  'unexpected',
] as const;

export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

/** An error that a person can be told about. `message` is for developers and never shown. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  /** What the code's sentence names in place of its `$1`, such as a node that no runtime knows. */
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string = code, options: ErrorOptions & { detail?: string | undefined } = {}) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
    this.detail = options.detail;
  }
}

/** An error as it crosses realms. */
export const failure = z.strictObject({ code: errorCode, detail: z.string().max(300).optional() });
export type Failure = z.infer<typeof failure>;

/** What crosses realms of any thrown value. */
export function toFailure(error: unknown, fallback?: ErrorCode): Failure {
  const code = toErrorCode(error, fallback);
  const detail = error instanceof CodedError ? error.detail?.slice(0, 300) : undefined;
  return { code, ...(detail === undefined ? {} : { detail }) };
}

/** Whether `error` is the outcome of an aborted `AbortSignal`. */
export function isAbort(error: unknown): boolean {
  return (
    (error instanceof DOMException && error.name === 'AbortError') ||
    (error instanceof CodedError && error.code === 'cancelled')
  );
}

/**
 * The code that stands for any thrown value: its own if it has one, `cancelled` for an abort,
 * `out-of-memory` where the engine says so, else `fallback`.
 */
export function toErrorCode(error: unknown, fallback: ErrorCode = 'unexpected'): ErrorCode {
  if (error instanceof CodedError) return error.code;
  if (isAbort(error)) return 'cancelled';
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/bad_alloc|out of memory|allocation failed|Array buffer allocation/i.test(text)) {
    return 'out-of-memory';
  }
  return fallback;
}
