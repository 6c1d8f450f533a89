import { z } from 'zod';
import type { ChromiumExtension } from './chromium';
import type { ExtensionBrowser } from './extension-browser';
import type { FirefoxExtension } from './firefox';
import { isChromium, isFirefox } from './which';

/**
 * Takes the model worker down from outside, in the middle of what it does. Nothing in the extension
 * is told, as when the browser itself ends a worker.
 */
export async function endModelWorker(browser: ExtensionBrowser): Promise<void> {
  if (isChromium(browser)) await endInChromium(browser);
  else if (isFirefox(browser)) await endInFirefox(browser);
}

/**
 * Lets `endModelWorker` spare the store worker: from now on each new worker of the host carries the
 * address that it was made from. In Chromium nothing else tells workers apart from outside; Firefox needs
 * nothing.
 */
export async function tellWorkersApart(browser: ExtensionBrowser): Promise<void> {
  if (!isChromium(browser)) return;
  await browser.inHost(() => {
    const { Worker: Plain } = globalThis;
    globalThis.Worker = class extends Plain {
      readonly madeFrom: string;
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.madeFrom = String(address);
      }
    };
  });
}

const object = z.object({ objectId: z.string() });

/** Chromium's debugger closes no dedicated workers, but finds every `Worker` object there is. */
async function endInChromium(browser: ChromiumExtension): Promise<void> {
  const host = await browser.offscreen();
  try {
    const prototype = z
      .object({ result: object })
      .parse(await host.send('Runtime.evaluate', { expression: 'Worker.prototype' }));
    const workers = z
      .object({ objects: object })
      .parse(await host.send('Runtime.queryObjects', { prototypeObjectId: prototype.result.objectId }));
    const { result } = z.object({ result: z.object({ value: z.number() }) }).parse(
      await host.send('Runtime.callFunctionOn', {
        objectId: workers.objects.objectId,
        functionDeclaration: `function () {
          const known = this.filter(({ madeFrom }) => madeFrom !== undefined);
          const ended = known.length === 0 ? this : known.filter(({ madeFrom }) => madeFrom.endsWith('model-worker.js'));
          for (const worker of ended) worker.terminate();
          return ended.length;
        }`,
        returnByValue: true,
      }),
    );
    if (result.value === 0) throw new Error('There is no worker');
  } finally {
    await host.detach();
  }
}

/** Firefox lets privileged code debug workers; this runs beside the worker's own code and closes it. */
const closeFromInside = `data:text/javascript,${encodeURIComponent("new Debugger().addDebuggee(global).executeInGlobal('close()')")}`;

async function endInFirefox(browser: FirefoxExtension): Promise<void> {
  const script = `
    const manager = Cc['@mozilla.org/dom/workers/workerdebuggermanager;1'].getService(Ci.nsIWorkerDebuggerManager);
    const workers = [...manager.getWorkerDebuggerEnumerator()].filter(({ url }) => url.endsWith('model-worker.js'));
    for (const worker of workers) worker.initialize(${JSON.stringify(closeFromInside)});
    sendAsyncMessage('test:workers', workers.length);`;
  const ended = await browser.chromeScope.evaluate(`new Promise((resolve) => {
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(browser.extensionId)});
    const background = [...extension.views].find((view) => view.viewType === 'background');
    const { messageManager } = background.xulBrowser;
    messageManager.addMessageListener('test:workers', function listener({ data }) {
      messageManager.removeMessageListener('test:workers', listener);
      resolve(data);
    });
    messageManager.loadFrameScript(${JSON.stringify(`data:,${encodeURIComponent(script)}`)}, false);
  })`);
  if (ended === 0) throw new Error('There is no worker');
}
