import type { PickerMode, PickerOutcome } from './mode';
import { pickByUrl } from './pick-by-url';
import { Session } from './session';

declare global {
  /** The open picker of this page, so that the next one can replace it. */
  var imaginexPickerSession: Session | undefined;
}

/** Does what `mode` says in this page. */
export async function startPicker(mode: PickerMode): Promise<PickerOutcome> {
  const open = Object.hasOwn(globalThis, 'imaginexPickerSession') ? globalThis.imaginexPickerSession : undefined;
  open?.close({ scroll: false, atOnce: true });
  globalThis.imaginexPickerSession = undefined;
  if (mode.kind === 'url') return pickByUrl(mode.url);
  globalThis.imaginexPickerSession = await Session.open(mode.notice);
  return { ok: true };
}
