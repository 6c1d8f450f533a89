import { languageOfWords } from '../words';
import { makeLayer, showLayer, type Stage, type Unheard } from './stage';

/**
 * A stage in the page's own document, for pages that keep frames out of reach. Events are taken on the
 * window before they go down to the page; listeners that the page put there first still hear of them,
 * as events of an element that tells nothing.
 */
export function raiseShadowStage(title: string, unheard: Unheard): Stage {
  const layer = makeLayer();
  const root = document.createElement('div');
  const { lang, dir } = languageOfWords();
  root.lang = lang;
  root.dir = dir;
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', title);
  layer.layer.append(root);
  document.documentElement.append(layer.host);
  unheard(() => showLayer(layer));

  const listening = new AbortController();
  return {
    host: layer.host,
    root,
    direction: dir === 'rtl' ? 'rtl' : 'ltr',
    listen(type, handler, options) {
      const trusted = (event: WindowEventMap[typeof type]): void => {
        if (event.isTrusted) handler(event);
      };
      addEventListener(type, trusted, { ...options, capture: true, signal: listening.signal });
    },
    // From outside a closed root every event is about its host.
    targetOf: (event) =>
      event instanceof MouseEvent && event.detail > 0
        ? layer.shadow.elementFromPoint(event.clientX, event.clientY)
        : layer.shadow.activeElement,
    hasFocus: () => document.hasFocus() && document.activeElement === layer.host,
    focused: () => layer.shadow.activeElement,
    setHidden: (hidden) => layer.layer.style.setProperty('opacity', hidden ? '0' : '1', 'important'),
    remove() {
      listening.abort();
      layer.host.remove();
    },
  };
}
