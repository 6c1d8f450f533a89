import { useEffect, useEffectEvent } from 'react';
import type { ActionName, EditorActions } from './editor-actions';

interface Shortcut {
  action: ActionName;
  /** As shown; `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[];
}

/** Every key of the editor, in the order in which they are listed. */
export const shortcuts: readonly Shortcut[] = [
  { action: 'choose', keys: ['Mod+O'] },
  { action: 'run', keys: ['Mod+Enter'] },
  { action: 'cancel', keys: ['Escape'] },
  { action: 'undo', keys: ['Mod+Z'] },
  { action: 'redo', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  { action: 'compare', keys: ['C'] },
  { action: 'hold', keys: ['\\'] },
  { action: 'zoomIn', keys: ['+', '='] },
  { action: 'zoomOut', keys: ['-'] },
  { action: 'actualSize', keys: ['1'] },
  { action: 'fit', keys: ['0'] },
  { action: 'copy', keys: ['Mod+C'] },
  { action: 'save', keys: ['Mod+S'] },
  { action: 'help', keys: ['?'] },
];

/** A shortcut as this computer's keyboard writes it. */
export function keyLabel(keys: string): string {
  const mac = /mac/i.test(navigator.userAgent);
  return keys.replace('Mod', mac ? '⌘' : 'Ctrl').replace('Escape', 'Esc');
}

export function keysOf(action: ActionName): string | undefined {
  const first = shortcuts.find((shortcut) => shortcut.action === action)?.keys[0];
  return first === undefined ? undefined : keyLabel(first);
}

/** The fields of a key event that decide what it means. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The action that a key stands for, wherever it is pressed. */
export function actionOf(press: KeyPress): ActionName | undefined {
  if (press.altKey) return undefined;
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const modified = press.ctrlKey || press.metaKey;
  // Characters such as `?` need Shift on some keyboards and not on others, so it only counts for letters.
  const shifted = press.shiftKey && (modified || /^[A-Z]$/.test(key));
  const name = `${modified ? 'Mod+' : ''}${shifted ? 'Shift+' : ''}${key}`;
  return shortcuts.find((shortcut) => shortcut.keys.includes(name))?.action;
}

/** Typing into a field is not a shortcut, and a selected text is what Copy is about. */
function isElsewhere(action: ActionName, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (action === 'copy' && getSelection()?.isCollapsed === false) return true;
  if (action === 'run' || action === 'save' || action === 'choose') return false;
  return target.closest('input:not([type=range], [type=radio], [type=checkbox]), textarea, [role=dialog]') !== null;
}

export function useShortcuts(actions: EditorActions): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const action = actionOf(event);
    if (!action || event.defaultPrevented || isElsewhere(action, event.target)) return;
    event.preventDefault();
    if (event.repeat && action !== 'zoomIn' && action !== 'zoomOut') return;
    actions[action]();
  });
  const onKeyUp = useEffectEvent((event: KeyboardEvent) => {
    if (actionOf(event) === 'hold') actions.release();
  });
  const onBlur = useEffectEvent(() => actions.release());
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // On the way down: react-aria's controls end the way of most keys before it leads up here.
    const capture = true;
    document.addEventListener('keydown', (event) => onKeyDown(event), { signal, capture });
    document.addEventListener('keyup', (event) => onKeyUp(event), { signal, capture });
    window.addEventListener('blur', () => onBlur(), { signal });
    return () => listening.abort();
  }, []);
}
