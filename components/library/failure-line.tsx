import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../messages/errors';
import { useI18n } from '../i18n/context';
import { libraryFailure } from './words';
import '../controls/failure.css';

interface FailureLineProps {
  failure: Failure | undefined;
  /** What is said about it; else its own sentence. */
  words?: string;
  /** Whether it is nothing that happened, but only how things are. */
  isFact?: boolean;
  /** Whether it was so before anybody looked, and nobody needs to be told at once. */
  isOld?: boolean;
}

/** Why something was not done, where it was asked for. The next step is the button that follows. */
export function FailureLine(props: FailureLineProps): ReactNode {
  const { failure, words, isFact = false, isOld = false } = props;
  const i18n = useI18n();
  if (!failure) return null;
  return (
    <div
      className={isFact ? 'failure failure--fact' : 'failure'}
      {...(isFact || isOld ? {} : { role: 'alert' })}
      data-testid="library-failure"
      data-code={failure.code}
    >
      <TriangleAlert aria-hidden className="failure__icon" />
      <p className="library__breaks">{words ?? libraryFailure(failure, i18n)}</p>
    </div>
  );
}
