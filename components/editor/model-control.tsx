import { Boxes } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { ModelNeed } from '../../models/catalog/model';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { sizeOf, type ModelEntry } from '../library/entries';
import { ModelRow } from '../library/model-row';
import { useOldFailures } from '../library/old-failures';
import { useDeviceTest } from '../library/use-device-test';
import { speedsOf, summaryOf } from '../library/words';
import { useEditor, useEditorState } from './context';
import { modelChoice } from './model-choice';
import './model-control.css';

/** The value that stands for the built-in model. */
const builtInValue = '';

interface ModelControlProps {
  need: ModelNeed;
  isDisabled: boolean;
  /** What the model is for, where it is not the tool itself. */
  label?: string;
  /** Whether the way to get one is shown before one is chosen, where there is none. */
  offersFirst?: boolean;
  /** Shows the library of models. */
  onMore: () => void;
}

/** Which model a tool runs with, and what it takes to get another one. */
export function ModelControl(props: ModelControlProps): ReactNode {
  const { need, isDisabled, onMore, offersFirst = false } = props;
  const i18n = useI18n();
  const { t, bytes, language } = i18n;
  const { commands } = useEditor();
  const state = useEditorState();
  const { builtIn, here, absent, largest, wanted: chosen, isGone } = modelChoice(state, need);
  const wanted = chosen ?? (offersFirst && !builtIn ? absent[0] : undefined);
  const label = useId();

  // Of one alone it says nothing.
  const isChoice = here.length + absent.length > 1;
  const worksAlone = need.optional === true && !builtIn;
  const nameAlone = worksAlone ? t(taskKeys.unaided(need.task)) : t('panel_model_none');
  const nameBuiltIn = builtIn ? t('panel_model_builtin', builtIn.name) : nameAlone;
  const option = (entry: ModelEntry): ReactNode => {
    const size = sizeOf(entry);
    const facts = [
      ...(size === undefined ? [] : [bytes(size)]),
      ...(isChoice && entry.id === largest?.id ? [t('panel_model_largest')] : []),
    ];
    return (
      <option key={entry.id} value={entry.id}>
        {facts.length === 0 ? entry.name : `${entry.name} (${facts.join(', ')})`}
      </option>
    );
  };
  const shown = wanted ?? builtIn;
  const isAbsent = wanted !== undefined && absent.includes(wanted);
  return (
    <div className="control model-control">
      <label id={label} htmlFor={`${label}-choice`} className="control__label">
        {props.label ?? t('panel_model')}
      </label>
      <select
        id={`${label}-choice`}
        className="select model-control__choice"
        disabled={isDisabled}
        value={wanted?.id ?? builtInValue}
        onChange={(event) => commands.chooseModel(need, event.target.value || undefined)}
      >
        {(builtIn ?? (worksAlone || !wanted)) && <option value={builtInValue}>{nameBuiltIn}</option>}
        {here.length > 0 && <optgroup label={t('panel_model_here')}>{here.map(option)}</optgroup>}
        {absent.length > 0 && <optgroup label={t('panel_model_absent')}>{absent.map(option)}</optgroup>}
      </select>
      {!isAbsent && !shown && worksAlone && <p className="control__help">{t(taskKeys.unaidedHelp(need.task))}</p>}
      {!isAbsent && !shown && !worksAlone && (
        <p className="control__help">{t(absent.length > 0 ? 'panel_model_choose' : 'panel_model_import')}</p>
      )}
      {!isAbsent && shown && (
        <p className="control__help">
          {[summaryOf(shown.model, language), ...speedsOf(shown.held, i18n).slice(0, 1)].filter(Boolean).join(' ')}
        </p>
      )}
      <p role="status" className="model-control__gone">
        {isGone && t(worksAlone ? 'panel_model_gone_unaided' : 'panel_model_gone')}
      </p>
      {isAbsent && (
        <div className="model-control__card">
          <AbsentModel key={wanted.id} entry={wanted} task={need.task} />
          {(builtIn ?? worksAlone) && (
            <>
              <p className="control__help">{t(worksAlone ? 'panel_model_meanwhile_unaided' : 'panel_model_meanwhile')}</p>
              <div>
                <Button isDisabled={isDisabled} onPress={() => commands.chooseModel(need, undefined)}>
                  {t(worksAlone ? 'panel_model_use_none' : 'panel_model_use_builtin')}
                </Button>
              </div>
            </>
          )}
        </div>
      )}
      <div>
        <Button kind="quiet" icon={Boxes} onPress={onMore}>
          {t('panel_model_more')}
        </Button>
      </div>
    </div>
  );
}

/** A model that would have to be fetched first, and the way to do that. */
export function AbsentModel({ entry, task }: { entry: ModelEntry; task: string }): ReactNode {
  const { t } = useI18n();
  const { services } = useEditor();
  const { library } = useEditorState();
  useDeviceTest(services.library);
  const old = useOldFailures(library?.models);
  return (
    <>
      <ModelRow
        level={3}
        entry={entry}
        task={task}
        device={library?.device}
        isKnown={library !== undefined}
        isOldFailure={old.has(entry.id)}
        services={services.library}
      />
      {services.library.isPrivate && <p className="control__help">{t('library_private')}</p>}
    </>
  );
}
