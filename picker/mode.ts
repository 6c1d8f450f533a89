/**
 * What the picker is to do, told by the background just before it injects `/picker.js`:
 *
 * ```ts
 * const target = { tabId, frameIds: [frameId] };
 * await browser.scripting.executeScript({ target, func: setPickerMode, args: [{ kind: 'url', url: srcUrl }] });
 * const [injection] = await browser.scripting.executeScript({ target, files: ['/picker.js'] });
 * const outcome: PickerOutcome | undefined = injection?.result;
 * ```
 *
 * - No mode set: interactive. The outcome comes as soon as the picker is open; it does the rest itself.
 * - `url` draws nothing and answers when the picture was delivered or could not be read. On
 *   `{ ok: false }` start the interactive picker in the tab's top frame with `notice: outcome.code`;
 *   it says what happened and the person chooses, for example a part of the screen.
 *
 * Both injections need no `world`: the isolated one is the default, and the page cannot see into it.
 */
export type PickerMode =
  /** `notice` is the code of an error to begin with; `strings` are its words where the browser's are not wanted. */
  { kind: 'interactive'; notice?: string; strings?: Record<string, string> } | { kind: 'url'; url: string };

export type PickerOutcome = { ok: true } | { ok: false; code: string };

declare global {
  var imaginexPickerMode: PickerMode | undefined;
}

/** Meant for `scripting.executeScript({ func })`, so it refers to nothing outside itself. */
export function setPickerMode(mode: PickerMode): void {
  globalThis.imaginexPickerMode = mode;
}

/** The mode that was set, once; interactive when none was. */
export function takePickerMode(): PickerMode {
  // An own property only: a page's element of that id would answer as a named property of the window.
  const mode = Object.hasOwn(globalThis, 'imaginexPickerMode') ? globalThis.imaginexPickerMode : undefined;
  globalThis.imaginexPickerMode = undefined;
  return mode ?? { kind: 'interactive' };
}
