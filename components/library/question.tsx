import { Trash2 } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { focusComes, focusStays } from './kept-focus';

interface QuestionProps {
  words: string;
  /** The verb of the button that does it. */
  yes: string;
  isPending: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something goes for good. The focus is not on what cannot be undone. */
export function Question(props: QuestionProps): ReactNode {
  const { words, yes, isPending, onYes, onNo } = props;
  const { t } = useI18n();
  const title = useId();
  return (
    <div ref={focusStays} className="question" role="group" aria-labelledby={title}>
      <p id={title}>{words}</p>
      <div className="library__buttons">
        <Button icon={Trash2} isPending={isPending} onPress={onYes}>
          {yes}
        </Button>
        <Button ref={focusComes} kind="quiet" onPress={onNo}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}
