/**
 * Who sent a message, told from fields that the browser stamps and nothing else: an extension page
 * in a tab has a `tab` just as a content script has, and a content script carries the page's origin,
 * so only `id`, `origin` and `frameId` decide.
 */
export type SenderClass = 'extension' | 'content-script' | 'foreign';

/** The browser-stamped fields of `runtime.MessageSender` that are read. */
export interface MessageSender {
  id?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined; windowId?: number | undefined; incognito?: boolean } | undefined;
}

/**
 * @param own `id` is `runtime.id`; `origin` that of `runtime.getURL('')`, without a trailing slash.
 */
export function classifySender(sender: MessageSender, own: { id: string; origin: string }): SenderClass {
  if (sender.id !== own.id || sender.origin === undefined) return 'foreign';
  if (sender.origin === own.origin) {
    // An extension page framed into a web page would be somebody else's doing: nothing here is framed.
    return sender.frameId === undefined || sender.frameId === 0 ? 'extension' : 'foreign';
  }
  return sender.tab?.id === undefined ? 'foreign' : 'content-script';
}
