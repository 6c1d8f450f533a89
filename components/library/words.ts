import type { ErrorCode, Failure } from '../../messages/errors';
import { readReason } from '../../messages/import-reason';
import type { LibraryModel } from '../../messages/library';
import { needsOfModel } from '../../models/catalog/demands';
import { isPinned, type Model, type PreviewDecoderModel } from '../../models/catalog/model';
import type { I18n } from '../i18n/context';
import { errorKey, reasonKey, type MessageKey } from '../i18n/keys';
import { isRefused, type ModelEntry } from './entries';

type Words = Pick<I18n, 't' | 'bytes' | 'duration' | 'time' | 'megapixels'>;

/** Failures whose detail is a number of bytes. */
const byteDetails: ReadonlySet<Failure['code']> = new Set(['storage-full', 'needs-memory', 'tensor-too-large']);

/** What happened and what to do next. */
export function failureSentence({ code, detail = '' }: Failure, { t, bytes }: Words): string {
  const isBytes = byteDetails.has(code) && /^\d+$/.test(detail);
  const why = code === 'import-no-tool' ? readReason(detail) : undefined;
  if (why) return t(errorKey(code), t(reasonKey(why.reason), ...why.values));
  return t(errorKey(code), isBytes ? bytes(Number(detail)) : detail);
}

/** What the sentences of a job would say about a picture, of which there is none here. */
const withoutPicture: Partial<Record<ErrorCode, MessageKey>> = {
  'host-lost': 'library_lost',
  'worker-lost': 'library_lost',
  unexpected: 'library_unexpected',
  'out-of-memory': 'library_out_of_memory',
  'gpu-failed': 'library_trial_failed',
  'model-failed': 'library_trial_failed',
};

/** The same, where models are looked after. */
export function libraryFailure(failure: Failure, words: Words): string {
  const key = withoutPicture[failure.code];
  return key === undefined ? failureSentence(failure, words) : words.t(key);
}

/** What a model is good at, in the language of the page. */
export function summaryOf(model: Model | undefined, language: string): string {
  return model?.summary?.[language.startsWith('tr') ? 'tr' : 'en'] ?? '';
}

/** Where a model stands, in a word or two. */
export function stateKey({ held, isBuiltIn }: ModelEntry, fits: boolean): MessageKey {
  if (isBuiltIn) return 'model_state_builtin';
  if (!held) return fits ? 'model_state_absent' : 'model_state_unfit';
  return isRefused(held) ? 'model_state_refused' : `model_state_${held.state}`;
}

/** What its bytes are, or will be, compared with. */
export function originKey({ held, model, isBuiltIn }: ModelEntry): MessageKey {
  if (isBuiltIn) return 'model_origin_builtin';
  if (held) return `model_origin_${held.origin}`;
  return model && isPinned(model) ? 'model_origin_package' : 'model_origin_hub';
}

/** Whose pictures a decoder shows on the way. */
export function familyKey({ family }: PreviewDecoderModel): MessageKey {
  return `model_family_${family}`;
}

/** What it asks of a device. */
export function needsOf(model: Model, { t, bytes }: Words): string[] {
  const { f16, weights, workingMemory } = needsOfModel(model);
  const memory = weights + workingMemory;
  return [
    ...(memory > 0 ? [t('model_needs_memory', bytes(memory))] : []),
    ...(f16 ? [t('model_needs_f16')] : []),
  ];
}

/** How fast it was here, fastest first: "1.2 MP/s on this device". */
export function speedsOf(held: Pick<LibraryModel, 'speeds'> | undefined, { t, megapixels }: Words): string[] {
  return [...(held?.speeds ?? [])]
    .sort((a, b) => b.megapixelsPerSecond - a.megapixelsPerSecond)
    .map((speed) => t('model_speed', megapixels(speed.megapixelsPerSecond * 1e6)));
}

export interface ShownProgress {
  /** 0–1. */
  fraction: number;
  /** "412 MB of 1.2 GB". */
  amount: string;
  /** "8 MB/s" and "About 2 min left", as far as they are known. */
  pace: string[];
}

/** How far something has come that is under way or has stopped half way; nothing for what is whole or cannot be used. */
export function progressOf(held: LibraryModel | undefined, { t, bytes, duration, time }: Words): ShownProgress | undefined {
  if (!held || held.total === 0 || isRefused(held) || held.state === 'ready' || held.state === 'damaged' || held.state === 'checking') {
    return undefined;
  }
  const { done, total, bytesPerSecond = 0, retryAt } = held;
  const moves = held.state !== 'paused' && bytesPerSecond > 0;
  return {
    fraction: Math.min(1, done / total),
    amount: t('model_progress', bytes(done), bytes(total)),
    pace: [
      ...(moves ? [t('format_rate', bytes(bytesPerSecond))] : []),
      ...(moves && done < total ? [t('progress_left', duration((total - done) / bytesPerSecond))] : []),
      ...(retryAt !== undefined && held.state !== 'paused' ? [t('model_retry', time(retryAt))] : []),
    ],
  };
}
