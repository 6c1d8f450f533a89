import { useEffect } from 'react';
import { toErrorCode } from '../../messages/errors';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { hasUnsaved } from './history';
import { useProgressWords } from './progress-words';

/**
 * The tab's title: how far the job is. The picture's name stays out of it, because browsers write
 * titles to disk, with their history and with the tabs of a session.
 */
export function useTitle(): void {
  const { t, percent } = useI18n();
  const state = useEditorState();
  const words = useProgressWords(state.job);
  const progress = words?.fraction === undefined ? words && '…' : percent(words.fraction);
  const title = [progress, t('extension_name')].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Asks before a result is lost, and keeps the browser from dropping the tab by itself. */
export function useNotLost(): void {
  const { services, commands } = useEditor();
  const state = useEditorState();
  const unsaved = hasUnsaved(state);
  const open = state.pictures.length > 0;

  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);

  useEffect(() => {
    services
      .allowDiscarding(!open)
      .catch((error: unknown) => commands.fail('open', toErrorCode(error)));
  }, [open, services, commands]);
}

/** Knows what the library holds: a model can be chosen as soon as the editor is open. */
export function useLibraryState(): void {
  const { services, store } = useEditor();
  useEffect(
    () => services.library.watch((library) => store.dispatch({ type: 'library-changed', library })),
    [services, store],
  );
}
