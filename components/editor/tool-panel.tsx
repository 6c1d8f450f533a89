import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { isResultTooLarge } from '../../images/limits';
import { findTask } from '../../models/tasks/registry';
import { styleNames, type StyleName } from '../../models/tasks/styles';
import type { OptionValues } from '../../models/tasks/task';
import { IconButton } from '../controls/button';
import { SwitchControl } from '../controls/switch-control';
import { useI18n } from '../i18n/context';
import { errorKey, taskKeys } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { BatchControl } from './batch-control';
import { FailureNotice } from './failure-notice';
import { activePicture, currentRevision, inputRevision } from './history';
import { HelperControl } from './helper-control';
import { MadeWith } from './made-with';
import { MaskControl } from './mask-control';
import { ModelControl } from './model-control';
import { OptionForm } from './option-form';
import { canBePartial, isOfMarked } from './partial';
import { PromptCut } from './prompt-cut';
import { RunControl } from './run-control';
import { leaveField } from './shortcuts';
import { toolSetup } from './tool-setup';
import './tool-panel.css';

interface ToolPanelProps {
  onRun: (backend?: 'wasm') => void;
  /** Shows the library of models. */
  onModels: () => void;
}

function styleOf({ style }: OptionValues): StyleName {
  return styleNames.find((name) => name === style) ?? 'none';
}

const nothing = { width: 0, height: 0 };

/** The chosen tool: what it does, its options, what will come out, and the one button that starts it. */
export function ToolPanel(props: ToolPanelProps): ReactNode {
  const { t, size, megapixels } = useI18n();
  const { store } = useEditor();
  const state = useEditorState();
  const meta = findTask(state.task);
  const picture = activePicture(state);
  if (!meta || (meta.input !== 'nothing' && !picture)) return null;

  const setup = toolSetup(state, meta);
  const { options, fits, need, choice, isMissing, lacksHelper } = setup;
  const canRun = setup.canRun && !lacksHelper;
  const isBusy = state.job !== undefined;
  const missesMarks = meta.input === 'picture' && isOfMarked(state, meta);
  const input = meta.input === 'nothing' || !picture ? nothing : inputRevision(picture, meta);
  const result = meta.resultSize(input, options);
  const tooLarge = isResultTooLarge(result);
  const set = (values: Partial<OptionValues>): void => store.dispatch({ type: 'options-changed', task: meta.id, values });
  const run = (): void => props.onRun();

  return (
    <section className="tool-panel" aria-labelledby="tool-title">
      <header className="tool-panel__head">
        <h2 id="tool-title">{t(taskKeys.name(meta.id))}</h2>
        <IconButton icon={RotateCcw} label={t('options_reset')} isDisabled={isBusy} onPress={() => set({})} />
      </header>
      <p className="quiet">{t(taskKeys.description(meta.id))}</p>
      {canBePartial(meta) && (
        <SwitchControl
          label={t('partial')}
          help={t('partial_help')}
          value={state.partial[meta.id] === true}
          isDisabled={isBusy}
          onChange={(isPartial) => store.dispatch({ type: 'partial-changed', task: meta.id, isPartial })}
        />
      )}
      {picture && isOfMarked(state, meta) && <MaskControl picture={picture} meta={meta} isDisabled={isBusy} onMore={props.onModels} />}
      <OptionForm
        meta={meta}
        values={options}
        fits={fits}
        input={input}
        isDisabled={isBusy}
        onChange={(change) => set({ ...store.get().options[meta.id], ...change })}
        onEnter={() => {
          leaveField(document.activeElement);
          run();
        }}
      />
      {meta.generates && canRun && (
        <PromptCut task={meta.id} model={choice.used} of="prompt" own={String(options.prompt)} style={styleOf(options)} />
      )}
      {meta.generates && canRun && !fits.negativePrompt?.unused && (
        <PromptCut task={meta.id} model={choice.used} of="negative" own={String(options.negativePrompt)} style={styleOf(options)} />
      )}
      <ModelControl need={need} isDisabled={isBusy} onMore={props.onModels} />
      {meta.helper && lacksHelper && <HelperControl task={meta.id} helper={meta.helper} onMore={props.onModels} />}
      {input !== nothing && picture?.acquisition === 'screen' && <p className="quiet">{t('picture_screen')}</p>}
      {input !== nothing && picture?.acquisition === 'screen-part' && <p className="quiet">{t('picture_screen_part')}</p>}
      {input !== nothing && picture?.animated && <p className="quiet">{t('picture_animated')}</p>}
      {input !== nothing && picture?.sixteenBit && picture.position === 0 && <p className="quiet">{t('picture_sixteen_bit')}</p>}
      {picture && <MadeWith revision={currentRevision(picture)} isDisabled={isBusy} />}
      <div className="tool-panel__run">
        <p className="tool-panel__size" data-testid="result-size">
          {input === nothing
            ? t('size_made', size(result), megapixels(result.width * result.height))
            : t('size_change', size(input), size(result), megapixels(result.width * result.height))}
        </p>
        {tooLarge && (
          <p className="tool-panel__refusal" role="alert">
            {t(errorKey('result-too-large'))}
          </p>
        )}
        {!isBusy && isMissing && <p className="quiet">{t(missesMarks ? 'partial_missing' : taskKeys.missing(meta.id))}</p>}
        {!isBusy && !isMissing && !canRun && <p className="quiet">{t('panel_model_needed')}</p>}
        <RunControl
          label={t(taskKeys.name(meta.id))}
          isDisabled={tooLarge || isMissing || !canRun}
          onRun={run}
        />
        <FailureNotice place="run" onRun={props.onRun} />
        <BatchControl meta={meta} setup={setup} isDisabled={tooLarge || !canRun} />
      </div>
    </section>
  );
}
