import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorCode } from '../../messages/errors';
import { needKey } from '../../models/catalog/model';
import { findTask } from '../../models/tasks/registry';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import { keyLabel } from '../key-label';
import { failureSentence } from '../library/words';
import { useEditor, useEditorState } from './context';
import { focusGoesOn } from './focus';
import type { FailurePlace } from './state';
import { toolSetup } from './tool-setup';
import '../controls/failure.css';

type NextStep = 'again' | 'processor' | 'built-in' | 'reset-options' | 'none';

/** What helps after a run failed; everything else is said by the sentence alone. */
const nextSteps: Partial<Record<ErrorCode, NextStep>> = {
  'host-unreachable': 'again',
  'host-lost': 'again',
  'worker-lost': 'again',
  'gpu-failed': 'processor',
  'model-failed': 'again',
  'out-of-memory': 'again',
  'options-invalid': 'reset-options',
  'model-missing': 'built-in',
  'model-damaged': 'built-in',
  'needs-gpu': 'built-in',
  'needs-f16': 'built-in',
  'needs-memory': 'built-in',
  'tensor-too-large': 'built-in',
  unexpected: 'again',
};

const focusGoesHome = focusGoesOn(() => undefined);

/** Says what went wrong where it went wrong, with the next step as a button. */
export function FailureNotice(props: {
  place: FailurePlace;
  onRun?: (backend?: 'wasm') => void;
  /** Chooses another file. */
  onChoose?: () => void;
}): ReactNode {
  const i18n = useI18n();
  const { t } = i18n;
  const { store, commands } = useEditor();
  const state = useEditorState();
  const { failure, task, activeId } = state;
  if (failure?.place !== props.place) return null;
  if (failure.pictureId !== undefined && failure.pictureId !== activeId) return null;
  const { hints } = failure;
  const again = hints ? (backend?: 'wasm') => void commands.findObject(hints, backend) : props.onRun;
  const step: NextStep = (again && nextSteps[failure.code]) ?? 'none';
  const meta = findTask(task);
  const need = meta && toolSetup(state, meta).need;
  return (
    <div ref={focusGoesHome} className="failure" role="alert" data-testid="failure" data-code={failure.code}>
      <TriangleAlert aria-hidden className="failure__icon" />
      {failure.files ? (
        <ul className="failure__files">
          {failure.files.map(({ name, code }, index) => (
            <li key={index}>{t('open_failed', name, t(errorKey(code)))}</li>
          ))}
        </ul>
      ) : (
        <p>
          {failure.code === 'clipboard-refused'
            ? t(errorKey(failure.code), keyLabel('Mod+V'))
            : failureSentence(failure, i18n)}
        </p>
      )}
      <div className="failure__steps">
        {step === 'again' && <Button onPress={() => again?.()}>{t('try_again')}</Button>}
        {step === 'processor' && (
          <Button onPress={() => again?.('wasm')}>{t('try_processor')}</Button>
        )}
        {step === 'built-in' && !hints && need && state.models[needKey(need)] !== undefined && (
          <Button
            onPress={() => {
              commands.chooseModel(need, undefined);
              props.onRun?.();
            }}
          >
            {t('panel_model_use_builtin')}
          </Button>
        )}
        {props.onChoose && <Button onPress={props.onChoose}>{t('choose_another')}</Button>}
        {step === 'reset-options' && !hints && meta && (
          <Button
            onPress={() => {
              store.dispatch({ type: 'options-changed', task, values: {} });
              store.dispatch({ type: 'failure-dismissed' });
            }}
          >
            {t('options_reset')}
          </Button>
        )}
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'failure-dismissed' })}>
          {t('dismiss')}
        </Button>
      </div>
    </div>
  );
}
