import type { ReplyEnvelope } from '../messages/envelope';
import type { OwnIdentity } from '../messages/router';
import type { MessageSender } from '../messages/senders';
import { browser } from './browser';

/** What the browser stamps on messages of this extension's own pages. */
export const ownIdentity: OwnIdentity = {
  id: browser.runtime.id,
  origin: new URL(browser.runtime.getURL('/')).origin,
};

/** Answers one-shot messages with `router`; what it leaves alone is left to other realms. */
export function answerRequests(
  router: (message: unknown, sender: MessageSender) => Promise<ReplyEnvelope> | undefined,
): void {
  browser.runtime.onMessage.addListener((message: unknown, sender, sendResponse) => {
    const answer = router(message, sender);
    if (!answer) return false;
    void answer.then(sendResponse);
    return true;
  });
}
