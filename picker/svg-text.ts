import { PickError } from './pick-error';

/** Style sheets of the page do not come along: what they say about drawing is written onto the copy. */
const presentation = [
  'clip-path',
  'clip-rule',
  'color',
  'display',
  'fill',
  'fill-opacity',
  'fill-rule',
  'filter',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'letter-spacing',
  'marker-end',
  'marker-mid',
  'marker-start',
  'mask',
  'opacity',
  'paint-order',
  'stop-color',
  'stop-opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-dashoffset',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-miterlimit',
  'stroke-opacity',
  'stroke-width',
  'text-anchor',
  'transform',
  'transform-box',
  'transform-origin',
  'visibility',
];

const maxNodes = 20_000;
const maxBorrowed = 200;
const namespace = 'http://www.w3.org/2000/svg';

/**
 * An inline SVG as a file of its own: a copy with its computed styles and with the symbols and
 * gradients that it borrows from elsewhere in the page. The page's own element stays as it is, and
 * nothing of the copy runs or loads.
 *
 * @throws PickError `picture-too-large`; `picture-not-readable` when it shows other files, which a
 *   drawing of its own would not load.
 */
export function svgFile(svg: SVGSVGElement): Blob {
  const originals = [svg, ...svg.querySelectorAll('*')];
  if (originals.length > maxNodes) throw new PickError('picture-too-large', `${originals.length} SVG nodes`);
  // A document without a window: its pictures are not fetched, its handlers and custom elements do not run.
  const inert = document.implementation.createHTMLDocument('');
  const copy = inert.createElementNS(namespace, 'svg');
  // An <svg> made here takes the copies in, since cloning the root would type it as a plain node.
  for (const { name, value, namespaceURI } of svg.attributes) copy.setAttributeNS(namespaceURI, name, value);
  for (const child of svg.childNodes) copy.append(inert.importNode(child, true));
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, index) => {
    const target = copies[index];
    if (target) writeStyle(original, target);
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', `${Math.max(1, Math.round(width))}`);
  copy.setAttribute('height', `${Math.max(1, Math.round(height))}`);
  borrow(svg, copy);
  for (const script of copy.querySelectorAll('script')) script.remove();
  if (showsOtherFiles(copy)) throw new PickError('picture-not-readable', 'a drawing with pictures in it');
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
}

function showsOtherFiles(copy: SVGSVGElement): boolean {
  return [...copy.querySelectorAll('image, feImage, img, use')].some((element) => {
    const address = element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? element.getAttribute('src') ?? '';
    // Data that is used again, unlike a picture, counts as another file to browsers.
    const inside = element.localName === 'use' ? /^#/ : /^(?:data:|#)/i;
    return address !== '' && !inside.test(address.trim());
  });
}

function writeStyle(original: Element, target: Element): void {
  const style = getComputedStyle(original);
  const text = presentation.map((name) => [name, style.getPropertyValue(name)] as const);
  // An attribute of a copy outside of the document, which no policy of the page applies to yet.
  target.setAttribute(
    'style',
    text
      .filter(([, value]) => value !== '')
      // Written out, what is in the same document is named by the page's whole address.
      .map(([name, value]) => `${name}:${value.replace(/url\(["']?[^"')#]*#([^"')]+)["']?\)/g, 'url(#$1)')}`)
      .join(';'),
  );
}

/** Copies what `<use>` and `url(#…)` refer to outside of the SVG. */
function borrow(svg: SVGSVGElement, copy: SVGSVGElement): void {
  const root = svg.getRootNode();
  if (!isIdScope(root)) return;
  const seen = new Set<string>();
  const definitions = copy.ownerDocument.createElementNS(namespace, 'defs');
  const waiting: Element[] = [copy];
  for (let next = waiting.pop(); next && seen.size < maxBorrowed; next = waiting.pop()) {
    for (const id of referencesIn(next)) {
      if (seen.has(id) || copy.querySelector(`[id="${CSS.escape(id)}"]`)) continue;
      seen.add(id);
      const found = root.getElementById(id);
      if (found?.namespaceURI !== namespace) continue;
      const borrowed = copy.ownerDocument.importNode(found, true);
      definitions.append(borrowed);
      const last = definitions.lastElementChild;
      if (last) waiting.push(last);
    }
  }
  if (definitions.firstChild) copy.prepend(definitions);
}

function referencesIn(element: Element): string[] {
  return [element, ...element.querySelectorAll('*')].flatMap((node) =>
    [...node.attributes].flatMap(({ localName, value }) => {
      if (localName === 'href') return value.startsWith('#') ? [value.slice(1)] : [];
      return [...value.matchAll(/url\(["']?[^"')#]*#([^"')]+)/g)].flatMap((match) => match[1] ?? []);
    }),
  );
}

function isIdScope(node: Node): node is Document | ShadowRoot {
  return 'getElementById' in node;
}
