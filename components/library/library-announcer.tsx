import { useState, type ReactNode } from 'react';
import type { LibraryModel } from '../../messages/library';
import { useI18n } from '../i18n/context';
import { announcements } from './announcements';

/** Tells those who do not see the bars that something began, and how it ended. */
export function LibraryAnnouncer(props: { models: readonly LibraryModel[] }): ReactNode {
  const { models } = props;
  const { t } = useI18n();
  const [last, setLast] = useState(models);
  const [sentence, setSentence] = useState('');
  if (last !== models) {
    setLast(models);
    const said = announcements(last, models);
    if (said.length > 0) setSentence(said.map(({ words, name }) => t(words, name)).join('. '));
  }
  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}
