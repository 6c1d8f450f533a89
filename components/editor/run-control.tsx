import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { useProgressWords } from './progress-words';
import './run-control.css';

interface RunControlProps {
  /** The tool's verb. */
  label: string;
  isDisabled: boolean;
  onRun(): void;
}

/** Starts a run; while one is under way the same place stops it and says how far it is. */
export function RunControl(props: RunControlProps): ReactNode {
  const { t } = useI18n();
  const { commands } = useEditor();
  const { job } = useEditorState();
  const words = useProgressWords(job);
  if (!job || !words) {
    return (
      <Button kind="primary" isDisabled={props.isDisabled} onPress={props.onRun}>
        {props.label}
      </Button>
    );
  }
  const value = words.fraction === undefined ? {} : { 'aria-valuenow': Math.round(words.fraction * 100) };
  return (
    <div className="run-control" aria-busy="true">
      <AriaButton autoFocus className="button run-control__cancel" onPress={() => commands.cancel()}>
        <X aria-hidden className="button__icon" />
        <span>{t('cancel')}</span>
      </AriaButton>
      <div
        className="run-control__bar"
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={words.sentence}
        {...value}
      >
        <span
          className="run-control__done"
          style={{ inlineSize: `${(words.fraction ?? 0) * 100}%` }}
        />
      </div>
      <p className="run-control__words">
        <span>{words.stage}</span>
        <span>{words.left}</span>
      </p>
    </div>
  );
}
