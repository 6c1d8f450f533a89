import type { ExtensionBrowser } from './extension-browser';
import { until } from './wait';

/** Ends all processes of a browser at once, without a chance to do anything; its profile stays. Linux. */
export async function killBrowser(browser: ExtensionBrowser): Promise<void> {
  for (const id of browser.processIds()) {
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      // Some end by themselves as soon as their parent is gone.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
  await until('the browser to be gone', () => browser.processIds().length === 0);
  // The driver cleans up what it keeps beside the profile; it may know already that there is nothing to close.
  await browser.close().catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('has been closed'))) throw error;
  });
}
