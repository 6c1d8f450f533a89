import { useEffect, useEffectEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { keyLabel } from '../key-label';
import { useEditor } from './context';
import type { ActionName, EditorActions } from './editor-actions';
import { isField } from './fields';
import { focusHome } from './focus';

interface Shortcut {
  action: ActionName;
  /** As shown; `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[];
}

/** Every key of the editor, in the order in which they are listed. */
const shortcuts: readonly Shortcut[] = [
  { action: 'choose', keys: ['Mod+O'] },
  { action: 'run', keys: ['Mod+Enter'] },
  { action: 'cancel', keys: ['Escape'] },
  { action: 'undo', keys: ['Mod+Z'] },
  { action: 'redo', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  { action: 'compare', keys: ['C'] },
  { action: 'beside', keys: ['B'] },
  { action: 'hold', keys: ['\\'] },
  { action: 'brushSmaller', keys: ['['] },
  { action: 'brushLarger', keys: [']'] },
  { action: 'zoomIn', keys: ['+', '='] },
  { action: 'zoomOut', keys: ['-'] },
  { action: 'actualSize', keys: ['1'] },
  { action: 'fit', keys: ['0'] },
  { action: 'copy', keys: ['Mod+C'] },
  { action: 'save', keys: ['Mod+S'] },
  { action: 'help', keys: ['?'] },
];

/**
 * The shortcuts in use.
 *
 * @param singleKeys whether keys count that are one character without a modifier: who dictates, or
 *   hits keys by accident, can switch them off (WCAG 2.1.4).
 */
export function shortcutsInUse(singleKeys: boolean): readonly Shortcut[] {
  if (singleKeys) return shortcuts;
  return shortcuts
    .map(({ action, keys }) => ({ action, keys: keys.filter((key) => key.length > 1) }))
    .filter(({ keys }) => keys.length > 0);
}

export function keysOf(action: ActionName, singleKeys: boolean): string | undefined {
  const first = shortcutsInUse(singleKeys).find((shortcut) => shortcut.action === action)?.keys[0];
  return first === undefined ? undefined : keyLabel(first);
}

/** The fields of a key event that decide what it means. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The action that a key stands for, wherever it is pressed. */
export function actionOf(press: KeyPress, singleKeys: boolean): ActionName | undefined {
  if (press.altKey) return undefined;
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const modified = press.ctrlKey || press.metaKey;
  // Characters such as `?` need Shift on some keyboards and not on others, so it only counts for letters.
  const shifted = press.shiftKey && (modified || /^[A-Z]$/.test(key));
  const name = `${modified ? 'Mod+' : ''}${shifted ? 'Shift+' : ''}${key}`;
  return shortcutsInUse(singleKeys).find((shortcut) => shortcut.keys.includes(name))?.action;
}

/**
 * The key that is held down, by its place on the keyboard: what it types is another character as soon
 * as AltGr, which Turkish and German keyboards need for `\`, is let go first.
 */
export class HeldKey {
  #code: string | undefined;

  down(code: string): void {
    this.#code = code;
  }

  /** @returns whether it was the held key that went up. */
  up(code: string): boolean {
    if (code !== this.#code) return false;
    this.#code = undefined;
    return true;
  }

  /** For when the key may go up unseen. */
  forget(): void {
    this.#code = undefined;
  }
}

/** What a key goes on doing while it is held. */
const repeats: ReadonlySet<ActionName> = new Set(['zoomIn', 'zoomOut', 'brushSmaller', 'brushLarger']);

const dialogs = '[role=dialog], [role=alertdialog]';

/**
 * Typing into a field is not a shortcut, a selected text is what Copy is about, and nothing runs
 * underneath a dialog.
 */
function isElsewhere(action: ActionName, target: EventTarget | null): boolean {
  if (action === 'run') return document.querySelector(dialogs) !== null;
  if (!(target instanceof Element)) return false;
  if (action === 'copy' && getSelection()?.isCollapsed === false) return true;
  if (action === 'save' || action === 'choose') return false;
  return isField(target) || target.closest(dialogs) !== null;
}

/** Fields take over what was typed when they are left. A run disables them, so the focus moves on. */
export function leaveField(target: EventTarget | null): void {
  if (!isField(target)) return;
  flushSync(() => target.blur());
  focusHome();
}

export function useShortcuts(actions: EditorActions): void {
  const { singleKeys } = useEditor().services;
  const [held] = useState(() => new HeldKey());
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const action = actionOf(event, singleKeys);
    if (!action || event.defaultPrevented || isElsewhere(action, event.target)) return;
    event.preventDefault();
    if (event.repeat && !repeats.has(action)) return;
    if (action === 'hold') held.down(event.code);
    if (action === 'run') {
      // Its Enter would press the button that has the focus as well: Run, which by then means Cancel.
      event.stopPropagation();
      leaveField(event.target);
    }
    actions[action]();
  });
  const onKeyUp = useEffectEvent((event: KeyboardEvent) => {
    if (held.up(event.code)) actions.release();
  });
  const onPointerUp = useEffectEvent(() => actions.release());
  const onBlur = useEffectEvent(() => {
    held.forget();
    actions.release();
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // On the way down: react-aria's controls end the way of most keys before it leads up here.
    const capture = true;
    document.addEventListener('keydown', (event) => onKeyDown(event), { signal, capture });
    document.addEventListener('keyup', (event) => onKeyUp(event), { signal, capture });
    window.addEventListener('blur', () => onBlur(), { signal });
    // A button that is held and becomes disabled meanwhile never says that it is let go.
    for (const type of ['pointerup', 'pointercancel'] as const) {
      document.addEventListener(type, () => onPointerUp(), { signal, capture });
    }
    return () => listening.abort();
  }, []);
}
