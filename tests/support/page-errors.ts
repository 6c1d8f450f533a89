import type { Tab } from './tab';

declare global {
  /** What `watchErrors` left in the page. */
  var errorsSeen: string[] | undefined;
}

/** From now on remembers what nobody caught in the page, and what its content security policy stopped. */
export function watchErrors(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    const seen: string[] = [];
    globalThis.errorsSeen = seen;
    const told = (value: unknown): string => (value instanceof Error ? `${value.message}\n${value.stack}` : String(value));
    window.addEventListener('error', (event) => {
      // What did not load has no message, and goes to its element alone.
      seen.push(`error: ${event.message} ${told(event.error)}`);
    });
    window.addEventListener('unhandledrejection', (event) => seen.push(`unhandled rejection: ${told(event.reason)}`));
    document.addEventListener('securitypolicyviolation', (event) => {
      seen.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

/** What was seen since `watchErrors`. */
export async function errorsSeen(tab: Tab): Promise<string[]> {
  const seen = await tab.evaluate(() => globalThis.errorsSeen);
  return seen ?? ['the page was loaded anew'];
}
