/**
 * Who sent a message, told from fields that the browser stamps and nothing else: an extension page
 * in a tab has a `tab` just as a content script has, and a content script carries the page's origin,
 * so only `id`, `origin` and `frameId` decide, and `url` where Chrome stamps no origin.
 */
export type SenderClass = 'extension' | 'content-script' | 'foreign';

/** The browser-stamped fields of `runtime.MessageSender` that are read. */
export interface MessageSender {
  id?: string | undefined;
  origin?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined; windowId?: number | undefined; incognito?: boolean } | undefined;
}

/**
 * @param own `id` is `runtime.id`; `origin` that of `runtime.getURL('')`, without a trailing slash.
 */
export function classifySender(sender: MessageSender, own: { id: string; origin: string }): SenderClass {
  if (sender.id !== own.id) return 'foreign';
  if (sender.origin === undefined) return isOwnWorker(sender, own.origin) ? 'extension' : 'foreign';
  if (sender.origin === own.origin) {
    // An extension page framed into a web page would be somebody else's doing: nothing here is framed.
    return sender.frameId === undefined || sender.frameId === 0 ? 'extension' : 'foreign';
  }
  return sender.tab?.id === undefined ? 'foreign' : 'content-script';
}

/** Chrome stamps its own service worker, which is in no frame and no tab, with its address alone. */
function isOwnWorker({ url, frameId, tab }: MessageSender, ownOrigin: string): boolean {
  return url?.startsWith(`${ownOrigin}/`) === true && frameId === undefined && tab === undefined;
}
