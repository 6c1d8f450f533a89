import { CodedError } from '../messages/errors';
import { EmbeddedPictures } from './embedded-data';

/**
 * More drawn elements than any map or diagram has that browsers still draw in seconds. References
 * count with all that they stand for: thirty nested `<use>` can mean 10³⁰ rectangles, and drawing,
 * once begun, cannot be stopped.
 */
const maxDrawnElements = 250_000;

/**
 * Looks, before it is drawn, whether an SVG can be drawn in reasonable time and memory: the elements
 * that its references multiply to, and the claimed sizes of the pictures embedded anywhere in it, each
 * and together.
 *
 * References made in style sheets are not followed.
 *
 * @throws CodedError `picture-too-complex`, `picture-too-large`.
 */
export function checkSvgComplexity(root: Element): void {
  const byId = new Map<string, Element>();
  for (const element of [root, ...root.querySelectorAll('[id]')]) {
    if (element.id && !byId.has(element.id)) byId.set(element.id, element);
  }
  if (drawnElements(root, (element) => [...element.children, ...referenced(element, byId)]) > maxDrawnElements) {
    throw new CodedError('picture-too-complex', 'too many elements in an SVG');
  }
  const pictures = new EmbeddedPictures();
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const attribute of element.attributes) if (mayLoad(attribute)) pictures.check(attribute.value);
    if (element.localName === 'style') pictures.check(styleOf(element));
  }
}

const xlinkNamespace = 'http://www.w3.org/1999/xlink';

/**
 * Attributes of other namespaces are notes of drawing programs, and so is `content`, in which
 * diagrams.net keeps the whole document that a drawing was made from.
 */
function mayLoad({ namespaceURI, localName }: Attr): boolean {
  return (namespaceURI === null || namespaceURI === xlinkNamespace) && localName !== 'content';
}

/** A style sheet as browsers put it together: from its own text, around comments and elements in it. */
function styleOf(style: Element): string {
  let text = '';
  for (const node of style.childNodes) if (node instanceof Text) text += node.data;
  return text;
}

/**
 * How many elements drawing `root` visits when every reference is followed; a reference to something
 * that is being drawn already counts nothing, as browsers ignore it. Exported for its test.
 *
 * Without recursion: documents can be nested deeper than the stack.
 */
export function drawnElements<Node>(root: Node, nextOf: (node: Node) => readonly Node[]): number {
  const counts = new Map<Node, number>();
  const path = [{ node: root, next: nextOf(root), position: 0, count: 1 }];
  const open = new Set<Node>([root]);
  for (;;) {
    const top = path.at(-1);
    if (!top) return counts.get(root) ?? 0;
    const child = top.next[top.position++];
    if (child === undefined) {
      path.pop();
      open.delete(top.node);
      counts.set(top.node, top.count);
      const parent = path.at(-1);
      if (parent) parent.count += top.count;
    } else if (counts.has(child)) {
      top.count += counts.get(child) ?? 0;
    } else if (!open.has(child)) {
      open.add(child);
      path.push({ node: child, next: nextOf(child), position: 0, count: 1 });
    }
  }
}

/** What the attributes of an element refer to: `href="#id"` and every `url(#id)`. */
function referenced(element: Element, byId: ReadonlyMap<string, Element>): Element[] {
  const found: Element[] = [];
  for (const { localName, value } of element.attributes) {
    if (localName === 'href') {
      const target = byId.get(value.trim().slice(1));
      if (value.trim().startsWith('#') && target) found.push(target);
    } else if (value.includes('url(')) {
      for (const [, id = ''] of value.matchAll(/url\(\s*["']?#([^"')\s]{1,200})/g)) {
        const target = byId.get(id);
        if (target) found.push(target);
      }
    }
  }
  return found;
}
