import type { PickerMode, PickerOutcome } from './mode';
import { pickByUrl } from './pick-by-url';
import { Session } from './session';
import { speakWith } from './words';

declare global {
  /** The picker of this page, also while it is opening, so that the next one replaces it. */
  var imaginexPickerSession: Promise<Session> | undefined;
}

/** Does what `mode` says in this page; what it refuses, it refuses by the code of an error. */
export async function startPicker(mode: PickerMode): Promise<PickerOutcome> {
  const before = Object.hasOwn(globalThis, 'imaginexPickerSession') ? globalThis.imaginexPickerSession : undefined;
  if (mode.kind === 'url') {
    await ended(before);
    return pickByUrl(mode.url);
  }
  // An SVG document is one picture, and HTML in it is not drawn.
  if (document.contentType === 'image/svg+xml') return pickByUrl(location.href);
  // Chrome lets scripts into the document around its viewer, but not to the pages that are shown.
  if (document.contentType === 'application/pdf') return { ok: false, code: 'page-refuses-scripts' };
  speakWith(mode.strings);
  const opening = ended(before).then(() => Session.open(mode.notice));
  globalThis.imaginexPickerSession = opening;
  await opening;
  return { ok: true };
}

async function ended(opening: Promise<Session> | undefined): Promise<void> {
  const session = await opening?.catch(() => undefined /* It said so to whoever started it. */);
  session?.close({ scroll: false, atOnce: true });
}
