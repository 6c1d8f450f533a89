import { Eye, EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import { useEditor } from './context';
import { focusGoesOn } from './focus';
import type { Revision } from './state';
import './veil.css';

const focusGoesHome = focusGoesOn(() => undefined);

/** Says why a picture is hidden, and shows it; hides it again; or says that nothing looked at it. */
export function VeilNotice(props: { revision: Revision }): ReactNode {
  const { id, looked, isVeiled = false } = props.revision;
  const { t } = useI18n();
  const { store } = useEditor();
  if (looked === undefined || looked.outcome === 'fine') return null;
  const isFailed = looked.outcome === 'failed';
  const words = looked.outcome === 'failed' ? `${t('veil_failed')} ${t(errorKey(looked.error.code))}` : t(`veil_${looked.outcome}`);
  return (
    <div
      ref={focusGoesHome}
      className={isVeiled || isFailed ? 'veil veil--told' : 'veil'}
      role="group"
      aria-label={t(isFailed ? 'veil_unchecked' : 'veil_label')}
      data-testid="veil"
      data-outcome={looked.outcome}
      data-veiled={isVeiled}
    >
      {(isVeiled || isFailed) && <p>{words}</p>}
      {isFailed ? (
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'look-dismissed', revisionId: id })}>
          {t('dismiss')}
        </Button>
      ) : (
        // One button, so that it keeps the focus.
        <Button
          kind={isVeiled ? 'primary' : 'plain'}
          icon={isVeiled ? Eye : EyeOff}
          onPress={() => store.dispatch({ type: 'veil-changed', revisionId: id, isVeiled: !isVeiled })}
        >
          {t(isVeiled ? 'veil_show' : 'veil_hide')}
        </Button>
      )}
    </div>
  );
}
