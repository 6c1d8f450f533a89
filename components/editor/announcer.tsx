import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditorState } from './context';
import { useProgressWords } from './progress-words';

/** How often progress is said aloud, in milliseconds. */
const interval = 10_000;

/** Opening that takes no longer than this needs no words, in milliseconds. */
const noticeable = 700;

/**
 * Tells those who do not see the bar: at the start of a run, every ten seconds, and at the end; and
 * when a picture takes a while to open.
 */
export function Announcer(): ReactNode {
  const { t } = useI18n();
  const { job, ended, opening, pictures } = useEditorState();
  const words = useProgressWords(job);
  const [sentence, setSentence] = useState('');
  const ran = useRef<string | undefined>(undefined);

  const sayProgress = useEffectEvent(() => setSentence(words?.sentence ?? ''));
  const sayStart = useEffectEvent((task: string) => {
    setSentence(t('announce_start', t(taskKeys.name(task))));
  });
  /** @returns whether it was something about the picture, which no beginning of the next one is to drown. */
  const sayEnd = useEffectEvent((jobId: string): boolean => {
    if (ended?.id !== jobId) return false;
    const made = pictures.flatMap(({ original, results }) => [original, ...results]).find(({ id }) => id === jobId);
    const outcome = made?.looked?.outcome ?? 'fine';
    if (outcome !== 'fine' && (made?.isVeiled === true || outcome === 'failed')) {
      setSentence(t(`veil_${outcome}`));
      return true;
    }
    // A failure is told by its own alert.
    setSentence(ended.outcome === 'failed' ? '' : t(`announce_${ended.outcome}`));
    return false;
  });

  const jobId = job?.id;
  const task = job?.task;
  useEffect(() => {
    const before = ran.current;
    ran.current = jobId;
    const isTold = before !== undefined && before !== jobId && sayEnd(before);
    if (jobId === undefined || task === undefined) return undefined;
    if (!isTold) sayStart(task);
    const timer = setInterval(() => sayProgress(), interval);
    return () => clearInterval(timer);
  }, [jobId, task]);

  const isOpening = opening > 0;
  useEffect(() => {
    if (!isOpening) return undefined;
    const timer = setTimeout(() => setSentence(t('opening')), noticeable);
    return () => clearTimeout(timer);
  }, [isOpening, t]);

  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}
