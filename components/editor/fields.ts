const fields = 'input:not([type=range], [type=radio], [type=checkbox]), textarea';

/** Whether text is typed into it. */
export function isField(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && target.matches(fields);
}
