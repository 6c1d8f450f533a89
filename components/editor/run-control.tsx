import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { home } from './focus';
import { useProgressWords } from './progress-words';
import './run-control.css';

/** After Run and Cancel changed places, a press this soon, in milliseconds, was meant for the other one. */
const swapMs = 400;

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
  const isRunning = job !== undefined;
  const swap = useRef({ isRunning, at: -Infinity });
  useEffect(() => {
    if (swap.current.isRunning !== isRunning) swap.current = { isRunning, at: performance.now() };
  }, [isRunning]);
  /** What the button said when it was pressed down. */
  const pressed = useRef<'run' | 'cancel' | undefined>(undefined);
  const press = (): void => {
    if (pressed.current === 'cancel') commands.cancel();
    else if (pressed.current === 'run' && !isRunning) onRun();
  };
  return (
    <div className="run-control" aria-busy={words !== undefined}>
      <Button
        {...home}
        className={`button run-control__button ${words ? 'run-control__button--busy' : 'button--primary'}`}
        isDisabled={isDisabled && !words}
        onPressStart={() => {
          const tooSoon = performance.now() - swap.current.at < swapMs;
          pressed.current = tooSoon ? undefined : isRunning ? 'cancel' : 'run';
        }}
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
