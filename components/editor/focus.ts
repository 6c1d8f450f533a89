/** Marks the one button that comes next: Run, or Choose while nothing is open. */
export const home = { 'data-focus-home': '' };

/** Where the focus goes when what had it is gone: else the keyboard begins at the top of the page again. */
export function focusHome(): void {
  document.querySelector<HTMLElement>('[data-focus-home]')?.focus();
}

/**
 * A `ref` that moves the focus on when its element goes while the focus is in it.
 *
 * @param next gives what gets the focus, while the element is still there; home where it gives nothing.
 */
export function focusGoesOn(next: (going: HTMLElement) => HTMLElement | null | undefined) {
  return (element: HTMLElement | null) => () => {
    // Dialogs look after the focus within them.
    if (!element?.contains(document.activeElement) || element.closest('[role=dialog]')) return;
    const wanted = next(element);
    // Once the page is as it will be.
    queueMicrotask(() => {
      if (wanted?.isConnected) wanted.focus();
      else focusHome();
    });
  };
}
