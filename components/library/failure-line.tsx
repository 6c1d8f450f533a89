import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../messages/errors';
import { useI18n } from '../i18n/context';
import { failureSentence } from './words';
import '../controls/failure.css';

interface FailureLineProps {
  failure: Failure | undefined;
  /** Whether it was so before anybody looked, and nobody needs to be told at once. */
  isFact?: boolean;
}

/** Why something was not done, where it was asked for. The next step is the button that follows. */
export function FailureLine(props: FailureLineProps): ReactNode {
  const { failure, isFact = false } = props;
  const i18n = useI18n();
  if (!failure) return null;
  return (
    <div
      className={isFact ? 'failure failure--fact' : 'failure'}
      {...(isFact ? {} : { role: 'alert' })}
      data-testid="library-failure"
      data-code={failure.code}
    >
      <TriangleAlert aria-hidden className="failure__icon" />
      <p className="library__breaks">{failureSentence(failure, i18n)}</p>
    </div>
  );
}
