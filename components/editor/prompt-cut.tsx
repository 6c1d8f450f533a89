import { useEffect, useState, type ReactNode } from 'react';
import type { StyleName } from '../../models/tasks/styles';
import { useI18n } from '../i18n/context';
import { useEditor } from './context';
import { readText, unread, type CutPrompt } from './prompt-text';

/** How long nothing is typed before it is looked at, in milliseconds. */
const pauseMs = 400;

/** Characters of what is not read that are shown. */
const shownLength = 120;

interface PromptCutProps {
  task: string;
  /** Id of the model that will read it; none for the one that ships. */
  model: string | undefined;
  /** Which of the person's words: those for what is to be seen, or those for what is to be left out. */
  of: CutPrompt;
  /** The words themselves. */
  own: string;
  style: StyleName;
}

/** Says which part of a long prompt the model will not read. */
export function PromptCut({ task, model, of, own, style }: PromptCutProps): ReactNode {
  const { t } = useI18n();
  const { services } = useEditor();
  const [read, setRead] = useState<{ text: string; end: number }>();
  const text = readText(of, own, style);

  useEffect(() => {
    if (text === '') return undefined;
    let isStale = false;
    const timer = setTimeout(() => {
      services.readPrompt(task, model, text).then(
        (end) => !isStale && setRead({ text, end }),
        // What is wrong with the model is told when it is run.
        (error: unknown) => console.warn('the prompt was not read', error),
      );
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [services, task, model, text]);

  const rest = read?.text === text ? unread(own, text, read.end) : undefined;
  return (
    <p role="status" className="control__help" data-testid={`${of}-cut`}>
      {rest !== undefined && (rest === '' ? t(`${of}_cut_style`) : t(`${of}_cut`, shortened(rest)))}
    </p>
  );
}

function shortened(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`;
}
