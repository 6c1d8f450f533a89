import { z } from 'zod';
import type { ChromiumExtension } from './chromium';
import type { ExtensionBrowser } from './extension-browser';
import type { FirefoxExtension } from './firefox';
import { inView } from './firefox-view';
import type { Tab } from './tab';
import { until } from './wait';
import { isChromium, isFirefox } from './which';

const part = z.object({
  /** In CSS pixels of the page's viewport. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  text: z.string(),
  role: z.string().nullable(),
  label: z.string().nullable(),
  live: z.string().nullable(),
  background: z.string(),
});
export type PickerPart = z.infer<typeof part>;

const selectors = {
  shield: '.shield',
  ring: '.ring',
  chip: '.chip',
  bar: '.bar',
  problem: '.problem',
  announcer: '[aria-live]',
  visibleArea: '[data-action=visible-area]',
  cancel: '[data-action=cancel]',
} as const;

const pickerParts = z.record(z.enum(['shield', 'ring', 'chip', 'bar', 'problem', 'announcer', 'visibleArea', 'cancel']), part);
export type PickerParts = z.infer<typeof pickerParts>;

/** Where the parts of the open picker are and what they say. The page itself can see none of it. */
export function lookAtPicker(browser: ExtensionBrowser, page: Tab): Promise<PickerParts> {
  return until('the picker', async () => {
    let seen: unknown;
    if (isChromium(browser)) seen = await lookInChromium(browser, page);
    else if (isFirefox(browser)) seen = await lookInFirefox(browser);
    return seen === undefined || seen === null ? undefined : pickerParts.parse(seen);
  });
}

function measure(picker: Element, wanted: Record<string, string>): unknown {
  const entries = Object.entries(wanted).map(([name, selector]) => {
    const found = picker.querySelector(selector);
    if (!found) throw new Error(`The picker has no ${selector}`);
    const { x, y, width, height } = found.getBoundingClientRect();
    const style = picker.ownerDocument.defaultView?.getComputedStyle(found);
    const measured = {
      ...{ x, y, width, height, text: found.textContent, role: found.getAttribute('role') },
      ...{ label: found.getAttribute('aria-label'), live: found.getAttribute('aria-live') },
      background: style?.backgroundColor,
    };
    return [name, measured] as const;
  });
  return Object.fromEntries(entries);
}

const measuring = `((__name) => (picker) => (${measure.toString()})(picker, ${JSON.stringify(selectors)}))((value) => value)`;

interface DomNode {
  backendNodeId: number;
  attributes?: string[] | undefined;
  children?: DomNode[] | undefined;
  shadowRoots?: DomNode[] | undefined;
  contentDocument?: DomNode | undefined;
}

function findPicker(node: DomNode): DomNode | undefined {
  const attributes = node.attributes ?? [];
  const isPicker = attributes.some((name, at) => at % 2 === 0 && name === 'class' && attributes[at + 1] === 'picker');
  if (isPicker) return node;
  const inner = [...(node.children ?? []), ...(node.shadowRoots ?? []), ...(node.contentDocument ? [node.contentDocument] : [])];
  for (const candidate of inner) {
    const found = findPicker(candidate);
    if (found) return found;
  }
  return undefined;
}

async function lookInChromium(browser: ChromiumExtension, page: Tab): Promise<unknown> {
  const session = await browser.context.newCDPSession(browser.page(page));
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const picker = findPicker(root);
    if (!picker) return undefined;
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: picker.backendNodeId });
    if (object.objectId === undefined) return undefined;
    const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: `function () { return ${measuring}(this); }`,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  } catch (error) {
    // A picker that is replaced takes the context it was found in with it.
    if (error instanceof Error && /Cannot find context|[Nn]ode with given id/.test(error.message)) return undefined;
    throw error;
  } finally {
    await session.detach();
  }
}

/** In the tab that is in front in the window that is. */
function lookInFirefox(browser: FirefoxExtension): Promise<unknown> {
  return browser.chromeScope.evaluate(
    inView(
      'window.gBrowser.selectedBrowser',
      `const roots = [...content.document.documentElement.children].map((child) => child.openOrClosedShadowRoot);
      const layer = roots.find((root) => root)?.querySelector('dialog');
      const picker = layer?.querySelector('iframe')?.contentDocument.body ?? layer?.querySelector('.picker');
      answer(picker?.className === 'picker' ? ${measuring}(picker) : null);`,
    ),
  );
}
