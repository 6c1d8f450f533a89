import { X } from 'lucide-react';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { home } from './focus';
import { PressGuard } from './press-guard';
import { useProgressWords } from './progress-words';
import './run-control.css';

interface RunControlProps {
  /** The tool's verb. */
  label: string;
  isDisabled: boolean;
  onRun: () => void;
}

/**
 * Starts a run; while one is under way the same button stops it and shows how far it is. It stays
 * one button, so that it keeps the focus.
 */
export function RunControl(props: RunControlProps): ReactNode {
  const { label, isDisabled, onRun } = props;
  const { t } = useI18n();
  const { commands } = useEditor();
  const { job } = useEditorState();
  const words = useProgressWords(job);
  const [guard] = useState(() => new PressGuard<'run' | 'cancel'>());
  const meaning = words ? 'cancel' : 'run';
  // Before the new words are seen, so that nobody can answer them earlier.
  useLayoutEffect(() => guard.means(meaning, performance.now()), [guard, meaning]);
  const press = (): void => {
    const pressed = guard.end();
    if (pressed === 'cancel') commands.cancel();
    if (pressed === 'run') onRun();
  };
  return (
    <div className="run-control" aria-busy={words !== undefined}>
      <Button
        {...home}
        className={`button run-control__button ${words ? 'run-control__button--busy' : 'button--primary'}`}
        isDisabled={isDisabled && !words}
        onPressStart={() => guard.start(performance.now())}
        onPress={press}
      >
        {words && (
          <span
            className="run-control__done"
            style={{ inlineSize: `${(words.fraction ?? 0) * 100}%` }}
          />
        )}
        {words && <X aria-hidden className="button__icon" />}
        <span>{words ? t('cancel') : label}</span>
      </Button>
      {words && (
        <div
          className="run-control__words"
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={words.sentence}
          {...(words.fraction === undefined
            ? {}
            : { 'aria-valuenow': Math.round(words.fraction * 100) })}
        >
          <span>{words.stage}</span>
          <span>{words.left}</span>
        </div>
      )}
    </div>
  );
}
