import { createContext, useContext, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import type { EditorCommands } from './commands';
import { heldBlobs } from './history';
import type { ObjectUrls } from './object-urls';
import type { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { EditorState } from './state';
import type { EditorStore } from './store';

/** What every part of the editor works with. */
export interface Editor {
  store: EditorStore;
  commands: EditorCommands;
  services: EditorServices;
  urls: ObjectUrls;
  preview: PreviewSurface;
}

const Context = createContext<Editor | undefined>(undefined);

export function EditorProvider(props: { editor: Editor; children: ReactNode }): ReactNode {
  const { editor, children } = props;
  useEffect(
    () => editor.store.subscribe(() => editor.urls.retain(heldBlobs(editor.store.get()))),
    [editor],
  );
  return <Context value={editor}>{children}</Context>;
}

export function useEditor(): Editor {
  const editor = useContext(Context);
  if (!editor) throw new Error('useEditor needs <EditorProvider> above it');
  return editor;
}

export function useEditorState(): EditorState {
  const { store } = useEditor();
  return useSyncExternalStore(store.subscribe, store.get);
}
