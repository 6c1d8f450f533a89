import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page, type Worker } from 'playwright-core';
import { z } from 'zod';
import { findBrowser } from './browsers';
import { CdpTarget } from './cdp-target';
import { chromiumTab } from './chromium-tab';
import type { ExtensionBrowser, LaunchOptions } from './extension-browser';
import { browserProcesses } from './memory';
import { callExpression, type Popup, type Tab } from './tab';
import { until } from './wait';

/** A popup that hears keys. */
export interface KeyedPopup extends Popup {
  /** Presses `Tab` or `Enter`. */
  press(key: keyof typeof keyEvents): Promise<void>;
}

/** What only Chromium has, for tests about Chromium. */
export interface ChromiumExtension extends ExtensionBrowser {
  openPopup(tab: Tab): Promise<KeyedPopup>;
  readonly context: BrowserContext;
  readonly extensionId: string;
  /** A debugging session with the browser itself. */
  readonly session: CDPSession;
  page(tab: Tab): Page;
  serviceWorker(): Promise<Worker>;
  /** Presses the toolbar button while `page` is in front. */
  triggerAction(page: Page): Promise<void>;
  /** The same for a tab that Playwright does not know, by its target's id. */
  pressToolbarButton(tabTargetId: string): Promise<void>;
  /** A session with the offscreen document; fails when there is none. */
  offscreen(): Promise<CdpTarget>;
}

const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-quic',
  '--disable-sync',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-field-trial-config',
  '--disable-default-apps',
  '--metrics-recording-only',
];

function networkArguments(options: LaunchOptions): string[] {
  if (options.proxyPort !== undefined) return ['--ignore-certificate-errors'];
  return ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'];
}

const loaded = z.object({ id: z.string() });

/** Chromium's own extension commands are not in Playwright's types. */
interface ExtensionCommands {
  send(method: string, params: Record<string, unknown>): Promise<unknown>;
}

function boxMiddle(model: { content: number[] }): { x: number; y: number } {
  const [x1 = 0, y1 = 0, , , x2 = 0, y2 = 0] = model.content;
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}

const axNodes = z.object({ nodes: z.array(z.object({ backendDOMNodeId: z.number() })) });
const domDocument = z.object({ root: z.object({ nodeId: z.number() }) });
const box = z.object({ model: z.object({ content: z.array(z.number()) }) });

async function findButton(target: CdpTarget, name: string): Promise<{ x: number; y: number } | undefined> {
  try {
    const { root } = domDocument.parse(await target.send('DOM.getDocument'));
    const { nodes } = axNodes.parse(
      await target.send('Accessibility.queryAXTree', { nodeId: root.nodeId, role: 'button', accessibleName: name }),
    );
    if (!nodes[0]) return undefined;
    const { model } = box.parse(await target.send('DOM.getBoxModel', { backendNodeId: nodes[0].backendDOMNodeId }));
    return boxMiddle(model);
  } catch (error) {
    // While it loads, its document is replaced between one question and the next.
    if (error instanceof Error && /Could not find node|Could not compute box/.test(error.message)) return undefined;
    throw error;
  }
}

/** The popup closes itself on what it is told to do, sometimes before it can say that it heard. */
async function sendLast(target: CdpTarget, method: string, params: Record<string, unknown>): Promise<void> {
  await target.send(method, params).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === 'The target went away')) throw error;
  });
}

async function clickByName(target: CdpTarget, name: string): Promise<void> {
  const middle = await until(`the popup's button "${name}"`, () => findButton(target, name));
  const at = { ...middle, button: 'left', clickCount: 1 };
  await target.send('Input.dispatchMouseEvent', { ...at, type: 'mousePressed' });
  await sendLast(target, 'Input.dispatchMouseEvent', { ...at, type: 'mouseReleased' });
}

const keyEvents = {
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
} as const;

async function pressKey(target: CdpTarget, key: keyof typeof keyEvents): Promise<void> {
  const { text, ...event } = { text: undefined, ...keyEvents[key] };
  await target.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown', ...(text === undefined ? {} : { text }) });
  await sendLast(target, 'Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

export async function launchChromium(options: LaunchOptions): Promise<ChromiumExtension> {
  const executablePath = findBrowser('chromium');
  const language = options.language ?? 'en-US';
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'imaginex-chromium-'));
  const downloadDir = mkdtempSync(join(tmpdir(), 'imaginex-downloads-'));
  mkdirSync(profileDir, { recursive: true });
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath,
    headless: options.headless ?? true,
    ignoreDefaultArgs: ['--disable-extensions'],
    ...(options.proxyPort === undefined
      ? {}
      : { proxy: { server: `http://127.0.0.1:${options.proxyPort}`, bypass: '<-loopback>' } }),
    env: { ...process.env, LANGUAGE: language },
    args: [
      '--no-sandbox',
      '--enable-unsafe-extension-debugging',
      ...quiet,
      ...networkArguments(options),
      ...(options.gpu === 'software'
        ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']
        : []),
      ...(options.pixelRatio === undefined ? [] : [`--force-device-scale-factor=${options.pixelRatio}`]),
      `--lang=${language}`,
    ],
  });
  const browser = context.browser();
  if (browser === null) throw new Error('Playwright gave no browser');
  const session = await browser.newBrowserCDPSession();
  const commands: ExtensionCommands = session;
  const { id: extensionId } = loaded.parse(
    await commands.send('Extensions.loadUnpacked', { path: options.extensionDir, enableInIncognito: true }),
  );

  const pages = new Map<Tab, Page>();
  const tabs = new Map<Page, Tab>();
  const wrap = (page: Page): Tab => {
    const known = tabs.get(page);
    if (known) return known;
    const tab = chromiumTab(page);
    tabs.set(page, tab);
    pages.set(tab, page);
    page.on('download', (download) => {
      const name = download.suggestedFilename();
      // A second file of the same name would replace the first, and nobody would notice it.
      const taken = existsSync(join(downloadDir, name));
      download.saveAs(join(downloadDir, taken ? `${Date.now()}-${name}` : name)).catch(async (error: unknown) => {
        if ((await download.failure()) === null) throw error;
      });
    });
    return tab;
  };
  context.on('page', wrap);
  context.pages().forEach(wrap);

  const allTargets = async () => (await session.send('Target.getTargets', { filter: [{}] })).targetInfos;
  const extensionUrl = (path: string): string => `chrome-extension://${extensionId}/${path}`;
  const pageOf = (tab: Tab): Page => {
    const page = pages.get(tab);
    if (!page) throw new Error('This tab belongs to another browser');
    return page;
  };
  const serviceWorker = async (): Promise<Worker> =>
    until('the service worker', () => context.serviceWorkers().find((worker) => worker.url().includes(extensionId)));

  async function openTab(url: string): Promise<Tab> {
    const blank = context.pages().find((page) => page.url() === 'about:blank');
    const page = blank ?? (await context.newPage());
    await page.goto(url);
    return wrap(page);
  }

  async function pressToolbarButton(targetId: string): Promise<void> {
    await commands.send('Extensions.triggerAction', { id: extensionId, targetId });
  }

  async function browserContextOf(page: Page): Promise<string | undefined> {
    const pageSession = await context.newCDPSession(page);
    try {
      return (await pageSession.send('Target.getTargetInfo')).targetInfo.browserContextId;
    } finally {
      await pageSession.detach();
    }
  }

  async function triggerAction(page: Page): Promise<void> {
    await page.bringToFront();
    // The same address may be open in a private window too, which is a context of its own.
    const browserContextId = await browserContextOf(page);
    const tab = await until('the tab of the page', async () =>
      (await allTargets()).find(
        (target) =>
          target.type === 'tab' && target.url === page.url() && target.browserContextId === browserContextId,
      ),
    );
    await pressToolbarButton(tab.targetId);
  }

  async function openPopup(tab: Tab): Promise<KeyedPopup> {
    const before = new Set((await allTargets()).map((target) => target.targetId));
    await triggerAction(pageOf(tab));
    const target = await until('the popup', async () =>
      (await allTargets()).find(
        (candidate) =>
          candidate.type === 'page' && candidate.url.startsWith(extensionUrl('')) && !before.has(candidate.targetId),
      ),
    );
    const popup = await CdpTarget.attach(session, target.targetId);
    const text = async (): Promise<string> =>
      String(
        await until('the popup to fill', () =>
          popup.evaluate(`document.readyState === 'complete' ? document.body.innerText : ''`),
        ),
      );
    return {
      text,
      click: (name) => clickByName(popup, name),
      press: (key) => pressKey(popup, key),
    };
  }

  async function offscreen(): Promise<CdpTarget> {
    const target = (await allTargets()).find(
      (candidate) => candidate.type === 'background_page' && candidate.url.startsWith(extensionUrl('')),
    );
    if (!target) throw new Error('There is no offscreen document');
    return CdpTarget.attach(session, target.targetId);
  }

  return {
    name: 'chromium',
    context,
    extensionId,
    session,
    profileDir,
    downloadDir,
    extensionUrl,
    openTab,
    openExtensionPage: (path) => openTab(extensionUrl(path)),
    tabs: () => Promise.resolve(context.pages().map(wrap)),
    page: pageOf,
    serviceWorker,
    triggerAction,
    pressToolbarButton,
    openPopup,
    offscreen,
    async inBackground(code, ...args) {
      const worker = await serviceWorker();
      return worker.evaluate(callExpression(code, args));
    },
    async inHost<Args extends unknown[], Result>(
      code: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ): Promise<Result> {
      const target = await offscreen();
      try {
        return z.custom<Result>().parse(await target.evaluate(callExpression(code, args)));
      } finally {
        await target.detach();
      }
    },
    processIds: () => browserProcesses(profileDir),
    async close() {
      await context.close();
      if (options.profileDir === undefined) rmSync(profileDir, { recursive: true, force: true });
      rmSync(downloadDir, { recursive: true, force: true });
    },
  };
}
