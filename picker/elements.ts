/**
 * Kinds of elements, told by name: elements of another frame are instances of that frame's classes,
 * so `instanceof` does not know them.
 */
const xhtml = 'http://www.w3.org/1999/xhtml';
const svg = 'http://www.w3.org/2000/svg';

function isHtml(element: Element, name: string): boolean {
  return element.localName === name && element.namespaceURI === xhtml;
}

export function isImage(element: Element): element is HTMLImageElement {
  return isHtml(element, 'img');
}

export function isImageInput(element: Element): element is HTMLInputElement {
  return isHtml(element, 'input') && element.getAttribute('type')?.toLowerCase() === 'image';
}

export function isCanvas(element: Element): element is HTMLCanvasElement {
  return isHtml(element, 'canvas');
}

export function isVideo(element: Element): element is HTMLVideoElement {
  return isHtml(element, 'video');
}

export function isObject(element: Element): element is HTMLObjectElement {
  return isHtml(element, 'object');
}

export function isEmbed(element: Element): element is HTMLEmbedElement {
  return isHtml(element, 'embed');
}

/** The frames of frame sets, where they still are, have all that matters here. */
export function isIframe(element: Element): element is HTMLIFrameElement {
  return isHtml(element, 'iframe') || isHtml(element, 'frame');
}

export function isPictureSource(element: Element): element is HTMLSourceElement {
  return isHtml(element, 'source');
}

export function isSvgImage(element: Element): element is SVGImageElement {
  return element.localName === 'image' && element.namespaceURI === svg;
}

export function isSvgRoot(element: Element): element is SVGSVGElement {
  return element.localName === 'svg' && element.namespaceURI === svg;
}

/** The document in a frame, where this page may look into it. */
export function frameDocument(element: Element): Document | null {
  if (!isIframe(element) && !isObject(element)) return null;
  return element.contentDocument;
}
