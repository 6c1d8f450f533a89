import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageSender, SenderClass } from '../../../messages/senders';
import { recordedSenders, type RecordedSender } from '../../support/senders';

export const own = { id: 'own-id', origin: 'chrome-extension://own-id' };
export const page = 'http://127.0.0.1:8000';

/** By browser. */
export const fixture = recordedSenders.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/senders.json'), 'utf8')),
);

/** A sender as the browser stamped it, with this test's addresses in it. */
export function stamped(recorded: RecordedSender): MessageSender {
  const addresses = { own: own.origin, 'http:': page, none: undefined };
  return {
    id: recorded.hasOwnId ? own.id : 'another',
    origin: addresses[recorded.origin],
    url: recorded.url === 'none' ? undefined : `${addresses[recorded.url]}/page`,
    frameId: recorded.frameId,
    tab: recorded.hasTab ? { id: 3, windowId: 1 } : undefined,
  };
}

/** What each realm is, by this table and not by the code under test. */
export const classOf: Record<RecordedSender['from'], SenderClass> = {
  'content-script': 'content-script',
  editor: 'extension',
  popup: 'extension',
  offscreen: 'extension',
  background: 'extension',
};

/** Every sender of both browsers as it was stamped, with the class that it has. */
export const stampedSenders = Object.values(fixture)
  .flat()
  .map((recorded) => ({ sender: stamped(recorded), from: classOf[recorded.from] }));
