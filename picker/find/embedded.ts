import type { Finding } from '../candidate';
import { frameDocument, isEmbed, isIframe, isImageInput, isObject, isSvgImage } from '../elements';
import { absolute, sourcesOf } from './sources';

const pictureName = /\.(?:jpe?g|png|apng|gif|webp|avif|bmp|ico|svg|jxl|tiff?|heic)$/i;

/** `<input type=image>`, SVG `<image>`, `<embed>` and `<object>` of pictures, and frames. */
export function findEmbedded(element: Element): Finding[] {
  if (isImageInput(element)) return file(element, element.getAttribute('src'), element.width, element.height);
  if (isSvgImage(element)) {
    const url = absolute(element.getAttribute('href') ?? element.getAttributeNS(xlink, 'href'), element);
    if (url === undefined) return [];
    return [{ content: { kind: 'files', sources: sourcesOf([url], element), drawable: element }, width: 0, height: 0 }];
  }
  if (isEmbed(element)) return embedded(element, element.src, element.type);
  if (isObject(element)) return embedded(element, element.data, element.type);
  // What cannot be looked into can still be cut out of the screen.
  if (isIframe(element) && !frameDocument(element)) return [{ content: { kind: 'screen' }, width: 0, height: 0 }];
  return [];
}

const xlink = 'http://www.w3.org/1999/xlink';

function embedded(element: Element, address: string, type: string): Finding[] {
  // A document that can be looked into is walked instead.
  if (frameDocument(element)) return [];
  const url = absolute(address, element);
  if (url === undefined) return [];
  const isPicture = type === '' ? pictureName.test(new URL(url).pathname) : type.toLowerCase().startsWith('image/');
  return isPicture ? file(element, address, 0, 0) : [];
}

function file(element: Element, address: string | null, width: number, height: number): Finding[] {
  const url = absolute(address, element);
  if (url === undefined) return [];
  return [{ content: { kind: 'files', sources: sourcesOf([url], element) }, width, height }];
}
