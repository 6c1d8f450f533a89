import type { ReplyEnvelope } from '../messages/envelope';
import type { OwnIdentity } from '../messages/router';
import { classifySender, type MessageSender } from '../messages/senders';
import { browser, type Browser } from './browser';

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

/** Serves the lines of that name that own pages open with `accept`; a line of anybody else is cut. */
export function acceptPorts(name: string, accept: (port: Browser.runtime.Port) => void): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== name) return;
    if (classifySender(port.sender ?? {}, ownIdentity) === 'extension') accept(port);
    else port.disconnect();
  });
}
