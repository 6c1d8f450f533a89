import { useEffect, useState } from 'react';
import { toErrorCode } from '../../messages/errors';
import { readClipboard } from '../clipboard';
import { useEditor } from './context';
import { isField } from './fields';

function filesOf(transfer: DataTransfer | null): File[] {
  return transfer ? [...transfer.files] : [];
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Text may be dragged into a field, and within one. */
function isForField(event: DragEvent): boolean {
  return isField(event.target) && !carriesFiles(event);
}

/** Takes what is pasted or dropped anywhere on the page. */
export function useIncoming(): { dropping: boolean; paste: () => void } {
  const { commands } = useEditor();
  const [dropping, setDropping] = useState(false);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener(
      'paste',
      (event) => {
        const files = filesOf(event.clipboardData);
        if (files.length > 0) {
          event.preventDefault();
          void commands.openFiles(files);
        } else if (!(event.target instanceof HTMLInputElement)) {
          commands.fail('open', 'clipboard-empty');
        }
      },
      { signal },
    );
    document.addEventListener(
      'dragover',
      (event) => {
        if (isForField(event)) return;
        // Also for a link or a text: Firefox would leave the editor for it.
        event.preventDefault();
        setDropping(carriesFiles(event));
      },
      { signal },
    );
    document.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setDropping(false);
      },
      { signal },
    );
    document.addEventListener(
      'drop',
      (event) => {
        setDropping(false);
        if (isForField(event)) return;
        event.preventDefault();
        const files = filesOf(event.dataTransfer);
        if (files.length > 0) void commands.openFiles(files);
        else commands.fail('open', 'drop-empty');
      },
      { signal },
    );
    return () => listening.abort();
  }, [commands]);

  return {
    dropping,
    paste: () => {
      readClipboard().then(
        (files) =>
          files.length > 0 ? commands.openFiles(files) : commands.fail('open', 'clipboard-empty'),
        (error: unknown) => commands.fail('open', toErrorCode(error, 'clipboard-refused')),
      );
    },
  };
}
