import type { Finding } from '../candidate';
import { parseCssImages } from '../css-images';
import { absolute } from './sources';

const properties = ['background-image', 'border-image-source', 'mask-image', '-webkit-mask-image', 'content'];

/** Pictures that styles put on an element and on its `::before` and `::after`. */
export function findCss(element: Element): Finding[] {
  const style = getComputedStyle(element);
  const found = findIn(element, style, properties);
  // It is inherited, but shown by list items only.
  if (style.display.includes('list-item')) found.push(...findIn(element, style, ['list-style-image']));
  for (const pseudo of ['::before', '::after']) {
    const generated = getComputedStyle(element, pseudo);
    if (generated.content !== 'none' && generated.content !== 'normal' && generated.display !== 'none') {
      found.push(...findIn(element, generated, properties));
    }
  }
  return found;
}

function findIn(element: Element, style: CSSStyleDeclaration, names: readonly string[]): Finding[] {
  const values = new Set(names.map((name) => style.getPropertyValue(name)));
  return [...values]
    .filter((value) => value.includes('('))
    .flatMap((value) => parseCssImages(value))
    .flatMap((options) => {
      const urls = options.flatMap((option) => absolute(option.url, element) ?? []);
      // Styles ask without regard to the element's own attributes.
      const sources = urls.map((url) => ({ url, credentials: 'same-origin' as const, referrerPolicy: '' as const }));
      return sources.length === 0 ? [] : [{ content: { kind: 'files' as const, sources }, width: 0, height: 0 }];
    });
}
