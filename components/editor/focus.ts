/** Marks the one button that comes next: Run, or Choose while nothing is open. */
export const home = { 'data-focus-home': '' };

/** Where the focus goes when what had it is gone: else the keyboard begins at the top of the page again. */
export function focusHome(): void {
  document.querySelector<HTMLElement>('[data-focus-home]')?.focus();
}
