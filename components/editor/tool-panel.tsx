import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { isResultTooLarge } from '../../images/limits';
import { findTask } from '../../models/tasks/registry';
import { defaultOptions } from '../../models/tasks/options';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey, taskKeys } from '../i18n/keys';
import { optionsOf } from './commands';
import { useEditor, useEditorState } from './context';
import { FailureNotice } from './failure-notice';
import { activePicture, currentRevision } from './history';
import { ModelControl } from './model-control';
import { OptionForm } from './option-form';
import { RunControl } from './run-control';
import './tool-panel.css';

interface ToolPanelProps {
  onRun: (backend?: 'wasm') => void;
  /** Shows the library of models. */
  onModels: () => void;
}

/** The chosen tool: what it does, its options, what will come out, and the one button that starts it. */
export function ToolPanel(props: ToolPanelProps): ReactNode {
  const { t, size, megapixels } = useI18n();
  const { store } = useEditor();
  const state = useEditorState();
  const meta = findTask(state.task);
  const picture = activePicture(state);
  if (!meta || !picture) return null;

  const values = optionsOf(state, meta);
  const input = currentRevision(picture);
  const result = meta.resultSize(input, values);
  const tooLarge = isResultTooLarge(result);
  const change = (next: typeof values): void =>
    store.dispatch({ type: 'options-changed', task: meta.id, values: next });

  return (
    <section className="tool-panel" aria-labelledby="tool-title">
      <header className="tool-panel__head">
        <h2 id="tool-title">{t(taskKeys.name(meta.id))}</h2>
        <IconButton
          icon={RotateCcw}
          label={t('options_reset')}
          isDisabled={state.job !== undefined}
          onPress={() => change(defaultOptions(meta))}
        />
      </header>
      <p className="quiet">{t(taskKeys.description(meta.id))}</p>
      <OptionForm
        meta={meta}
        values={values}
        isDisabled={state.job !== undefined}
        onChange={change}
      />
      <ModelControl need={meta.need(values)} isDisabled={state.job !== undefined} onMore={props.onModels} />
      {picture.acquisition === 'screen' && <p className="quiet">{t('picture_screen')}</p>}
      {picture.acquisition === 'screen-part' && <p className="quiet">{t('picture_screen_part')}</p>}
      {picture.animated && <p className="quiet">{t('picture_animated')}</p>}
      <div className="tool-panel__run">
        <p className="tool-panel__size" data-testid="result-size">
          {t('size_change', size(input), size(result), megapixels(result.width * result.height))}
        </p>
        {tooLarge && (
          <p className="tool-panel__refusal" role="alert">
            {t(errorKey('result-too-large'))}
          </p>
        )}
        <RunControl label={t(taskKeys.name(meta.id))} isDisabled={tooLarge} onRun={() => props.onRun()} />
        <FailureNotice place="run" onRun={props.onRun} />
      </div>
    </section>
  );
}
