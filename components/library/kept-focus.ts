/** Marks what the focus stays within when the button that had it goes. */
export const focusRow = { 'data-focus-row': '', tabIndex: -1 };
/** Marks what gets the focus when its row goes as well. */
export const focusList = { 'data-focus-list': '', tabIndex: -1 };

/**
 * A `ref` for what may go while it has the focus: the first button that its row has by then gets it,
 * or the row itself. Else the keyboard would begin at the top of the page again.
 */
export function focusStays(element: HTMLElement | null) {
  const row = element?.closest<HTMLElement>('[data-focus-row]');
  const list = element?.closest<HTMLElement>('[data-focus-list]');
  return () => {
    if (!element?.contains(document.activeElement)) return;
    // Once the page is as it will be.
    queueMicrotask(() => {
      if (!row?.isConnected) list?.focus();
      else if (!row.contains(document.activeElement)) (row.querySelector('button') ?? row).focus();
    });
  };
}

/** As `focusStays`, for what gets the focus as soon as it is there. */
export function focusComes(element: HTMLElement | null) {
  element?.focus();
  return focusStays(element);
}
