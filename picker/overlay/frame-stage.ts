import { languageOfWords } from '../words';
import { cover, makeLayer, showLayer, type Stage, type Unheard } from './stage';

/** How long the empty frame may take to load, in milliseconds. Firefox loads it a moment later. */
const frameLoads = 1000;

/**
 * A stage with a document of its own: an empty frame in the closed shadow root. Input that goes to it
 * never reaches the page's document, so that not even listeners which the page put on its window
 * first can hear it. It has no address, so nothing of the extension has to be web accessible.
 *
 * @returns `undefined` where the page keeps its frames out of reach, as sandboxed documents do.
 */
export async function raiseFrameStage(title: string, unheard: Unheard): Promise<Stage | undefined> {
  const layer = makeLayer();
  const frame = document.createElement('iframe');
  frame.title = title;
  cover(frame, { display: 'block', position: 'absolute' });
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  layer.layer.append(frame);
  document.documentElement.append(layer.host);
  await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, frameLoads))]);

  const inner = frame.contentDocument;
  const view = inner?.defaultView;
  if (!inner || !view) {
    layer.host.remove();
    return undefined;
  }
  const { lang, dir } = languageOfWords();
  inner.documentElement.lang = lang;
  inner.documentElement.dir = dir;
  inner.title = title;
  unheard(() => showLayer(layer));

  const listening = new AbortController();
  return {
    host: layer.host,
    root: inner.body,
    direction: dir === 'rtl' ? 'rtl' : 'ltr',
    listen(type, handler, options) {
      const trusted = (event: WindowEventMap[typeof type]): void => {
        if (event.isTrusted) handler(event);
      };
      view.addEventListener(type, trusted, { ...options, signal: listening.signal });
      // The page may have taken the focus, and with it the keys.
      if (type === 'keydown') addEventListener(type, trusted, { capture: true, signal: listening.signal });
    },
    targetOf: ({ target }) => (isElement(target) ? target : null),
    hasFocus: () => inner.hasFocus(),
    focused: () => inner.activeElement,
    setHidden: (hidden) => layer.layer.style.setProperty('opacity', hidden ? '0' : '1', 'important'),
    remove() {
      listening.abort();
      layer.host.remove();
    },
  };
}

/** By its brand: the frame's elements are of the frame's own classes. */
function isElement(target: EventTarget | null): target is Element {
  return target !== null && 'nodeType' in target && target.nodeType === Node.ELEMENT_NODE;
}
