export type KeyAction =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'under'
  | 'over'
  | 'pick'
  | 'leave'
  | 'page-down'
  | 'page-up';

/** The fields of a `KeyboardEvent` that decide. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

const plain: Record<string, KeyAction> = {
  Tab: 'next',
  ArrowRight: 'next',
  ArrowDown: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  PageDown: 'page-down',
  PageUp: 'page-up',
  Enter: 'pick',
  ' ': 'pick',
  Escape: 'leave',
};

const shifted: Record<string, KeyAction> = {
  Tab: 'previous',
  ArrowDown: 'under',
  ArrowUp: 'over',
  Escape: 'leave',
};

/**
 * What a key means to the picker; `undefined` for keys that stay the browser's.
 *
 * @param direction that the pictures are walked through in: the horizontal arrows follow it.
 */
export function keyAction(key: Key, direction: 'ltr' | 'rtl'): KeyAction | undefined {
  if (key.ctrlKey || key.altKey || key.metaKey || key.isComposing) return undefined;
  const table = key.shiftKey ? shifted : plain;
  if (!Object.hasOwn(table, key.key)) return undefined;
  const action = table[key.key];
  if (direction === 'ltr' || !/^Arrow(?:Left|Right)$/.test(key.key)) return action;
  return action === 'next' ? 'previous' : 'next';
}
