import type { ExtensionBrowser } from './extension-browser';
import { isChromium, isFirefox } from './which';

/** Takes the compute host down with all that runs in it; it starts again when it is needed. */
export async function endHost(browser: ExtensionBrowser): Promise<void> {
  if (isFirefox(browser)) await browser.endBackground();
  if (!isChromium(browser)) return;
  const { targetInfos } = await browser.session.send('Target.getTargets', { filter: [{}] });
  const host = targetInfos.find(({ type, url }) => type === 'background_page' && url.endsWith('/offscreen.html'));
  // Between its end and the next use there is none.
  if (host) await browser.session.send('Target.closeTarget', { targetId: host.targetId });
}
