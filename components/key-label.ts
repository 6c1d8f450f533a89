/** A shortcut as this computer's keyboard writes it. */
export function keyLabel(keys: string): string {
  const mac = /mac/i.test(navigator.userAgent);
  return keys.replace('Mod', mac ? '⌘' : 'Ctrl').replace('Escape', 'Esc');
}
