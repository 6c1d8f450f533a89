import type { JobProgress } from '../../messages/editor-port';
import { useI18n, type I18n } from '../i18n/context';
import type { RunningJob } from './state';
import { secondsLeft } from './time-left';

export interface ProgressWords {
  /** What is being done: "Preparing", "Tile 12 of 40". */
  stage: string;
  /** "About 40 s left"; empty while unknown. */
  left: string;
  /** Both, for those who hear it. */
  sentence: string;
  /** 0–1; `undefined` while unknown. */
  fraction: number | undefined;
}

/** Progress of the running job in words; nothing while none runs. */
export function useProgressWords(job: RunningJob | undefined): ProgressWords | undefined {
  const i18n = useI18n();
  if (!job) return undefined;
  const { progress, at, start } = job;
  const left = start && secondsLeft(start, { at, done: progress.done }, progress.total);
  return progressWords(progress, left, i18n);
}

export function progressWords(
  progress: JobProgress,
  left: number | undefined,
  { t, number, duration }: Pick<I18n, 't' | 'number' | 'duration'>,
): ProgressWords {
  const { stage, done, total } = progress;
  const counted = stage === 'running' && total > 1;
  const words = counted
    ? t('progress_tile', number(Math.min(total, Math.floor(done) + 1)), number(total))
    : t(`progress_${stage}`);
  const time = left === undefined || stage !== 'running' ? '' : t('progress_left', duration(left));
  return {
    stage: words,
    left: time,
    sentence: time === '' ? words : `${words}. ${time}`,
    fraction: stage === 'encoding' ? 1 : stage === 'running' && total > 0 ? done / total : undefined,
  };
}
