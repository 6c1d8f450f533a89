import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { LibraryModel } from '../../messages/library';
import { useI18n } from '../i18n/context';
import { announcements, moving } from './announcements';

const everyMs = 10_000;

/** Tells those who do not see the bars that something began, how far it is, and how it ended. */
export function LibraryAnnouncer(props: { models: readonly LibraryModel[] }): ReactNode {
  const { models } = props;
  const { t, bytes } = useI18n();
  const [last, setLast] = useState(models);
  const [sentence, setSentence] = useState('');
  if (last !== models) {
    setLast(models);
    const said = announcements(last, models);
    if (said.length > 0) setSentence(said.map(({ words, name }) => t(words, name)).join('. '));
  }
  const now = moving(models);
  const progress = useRef('');
  useEffect(() => {
    progress.current = now.map(({ name, done, total }) => t('library_said_progress', name, bytes(done), bytes(total))).join('. ');
  });
  const moves = now.length > 0;
  useEffect(() => {
    if (!moves) return undefined;
    const timer = setInterval(() => setSentence(progress.current), everyMs);
    return () => clearInterval(timer);
  }, [moves]);
  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}
