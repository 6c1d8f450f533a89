import { reduce, type EditorAction, type EditorState } from './state';

/** Holds the editor's state outside React, so that work that outlives a render can write to it. */
export interface EditorStore {
  get: () => EditorState;
  dispatch: (action: EditorAction) => void;
  /** @returns what ends the subscription. */
  subscribe: (listener: () => void) => () => void;
}

export function createEditorStore(initial: EditorState): EditorStore {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
