import type { JobProgress } from '../../messages/editor-port';
import { findTask } from '../../models/tasks/registry';
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
  const { progress, at, start, task, turn, turns } = job;
  const left = start && secondsLeft(start, { at, done: progress.done }, progress.total, progress.unitMs);
  const unit = findTask(task)?.generates ? 'step' : 'tile';
  return withTurn(progressWords(progress, unit, left, i18n), turn, turns, i18n);
}

/** Says which of several pictures it is that is being made; `fraction` and time stay those of this one. */
function withTurn(words: ProgressWords, turn: number, turns: number, { t, number }: Pick<I18n, 't' | 'number'>): ProgressWords {
  if (turns === 1) return words;
  const stage = t('progress_turn', number(turn + 1), number(turns), words.stage);
  return { ...words, stage, sentence: words.left === '' ? stage : `${stage}. ${words.left}` };
}

/** @param unit what the work is counted in. */
export function progressWords(
  progress: JobProgress,
  unit: 'tile' | 'step',
  left: number | undefined,
  { t, number, duration }: Pick<I18n, 't' | 'number' | 'duration'>,
): ProgressWords {
  const { stage, done, total } = progress;
  const counted = stage === 'running' && total > 1;
  const words = counted
    ? t(`progress_${unit}`, number(Math.min(total, Math.floor(done) + 1)), number(total))
    : t(`progress_${stage}`);
  const time = left === undefined || stage !== 'running' ? '' : t('progress_left', duration(left));
  return {
    stage: words,
    left: time,
    sentence: time === '' ? words : `${words}. ${time}`,
    fraction: stage === 'encoding' ? 1 : stage === 'running' && total > 0 ? done / total : undefined,
  };
}
