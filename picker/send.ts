import type { PickedPicture } from '../messages/requests';
import { browser } from '../platform/browser';
import { PickError } from './pick-error';
import { requestNames } from './request-names';

/** A capture of the visible part of this tab. */
export async function captureTab(): Promise<Blob> {
  const value = await send(requestNames.capture, {});
  if (isRecord(value) && isBlob(value.blob)) return value.blob;
  throw new PickError('capture-failed', 'no picture in the answer');
}

/** Hands a picture over; resolves when an editor is on its way to the front with it. */
export async function deliverPicture(picture: PickedPicture): Promise<void> {
  await send(requestNames.deliver, picture);
}

/**
 * Does what `platform/requests.ts` does, without the schema library: it would be most of the picker's
 * size, and the answers come from the extension's own background.
 */
async function send(name: string, payload: object): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await browser.runtime.sendMessage({ name, payload });
  } catch (cause) {
    throw new PickError('host-unreachable', name, { cause });
  }
  if (!isRecord(answer)) throw new PickError('host-unreachable', `${name}: no answer`);
  if (answer.ok === true) return answer.value;
  const error = answer.error;
  throw PickError.answered(isRecord(error) ? String(error.code) : 'unexpected', name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** By its brand: in Firefox the blob may be of the page's class. */
function isBlob(value: unknown): value is Blob {
  return Object.prototype.toString.call(value) === '[object Blob]';
}
