import { useEffect, useState, type ReactNode } from 'react';
import { withStyle, type StyleName } from '../../models/tasks/styles';
import { useI18n } from '../i18n/context';
import { useEditor } from './context';

/** How long nothing is typed before it is looked at, in milliseconds. */
const pauseMs = 400;

/** Characters of what is not read that are shown. */
const shownLength = 120;

interface PromptCutProps {
  task: string;
  /** Id of the model that will read it; none for the one that ships. */
  model: string | undefined;
  prompt: string;
  style: StyleName;
}

/** Says which part of a long prompt the model will not read. */
export function PromptCut({ task, model, prompt, style }: PromptCutProps): ReactNode {
  const { t } = useI18n();
  const { services } = useEditor();
  const [read, setRead] = useState<{ text: string; end: number }>();
  const { prompt: text } = withStyle(prompt, '', style);

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

  const isCut = read?.text === text && read.end < text.length;
  const own = prompt.trim();
  const rest = isCut ? own.slice(read.end) : '';
  return (
    <p role="status" className="control__help" data-testid="prompt-cut">
      {isCut && (rest === '' ? t('prompt_cut_style') : t('prompt_cut', shortened(rest.trim())))}
    </p>
  );
}

function shortened(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`;
}
