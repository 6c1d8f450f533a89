import { CodedError } from '../messages/errors';
import { freeCanvas, makeCanvas } from './canvas';
import { textEncodingOf } from './formats/svg';
import { bytesOf } from './picture-file';
import { checkSvgComplexity } from './svg-complexity';
import { svgSize } from './svg-size';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Larger SVGs are mostly embedded photos; parsing them would freeze the page. */
const maxSvgBytes = 16 * 2 ** 20;

/**
 * Draws an SVG to a PNG. It is shown through `<img>`, where its scripts do not run and nothing
 * outside it is loaded (SVG 2 §2.2.1, secure static mode).
 *
 * @throws CodedError `picture-damaged`, `picture-too-complex`, `picture-too-large`, `file-too-large`.
 */
export async function rasteriseSvg(signal: AbortSignal, blob: Blob): Promise<Blob> {
  if (blob.size > maxSvgBytes) throw new CodedError('file-too-large', `SVG of ${blob.size} bytes`);
  const root = parseSvg(await bytesOf(blob));
  signal.throwIfAborted();
  checkSvgComplexity(root);
  const size = svgSize({
    width: root.getAttribute('width'),
    height: root.getAttribute('height'),
    viewBox: root.getAttribute('viewBox'),
  });
  root.setAttribute('viewBox', size.viewBox);
  root.setAttribute('width', `${size.width}`);
  root.setAttribute('height', `${size.height}`);
  const text = new XMLSerializer().serializeToString(root);
  // As a data: URL, because Chromium forbids reading back an SVG with <foreignObject> from a blob:.
  const image = await load(signal, `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`);
  const drawn = makeCanvas(size.width, size.height, 'srgb');
  try {
    drawn.context.drawImage(image, 0, 0, size.width, size.height);
    const png = await drawn.canvas.convertToBlob({ type: 'image/png' });
    signal.throwIfAborted();
    return png;
  } catch (cause) {
    signal.throwIfAborted();
    throw new CodedError('picture-damaged', 'the SVG cannot be read back', { cause });
  } finally {
    freeCanvas(drawn);
  }
}

/** The root of the document. Parsing runs no script and loads nothing. */
function parseSvg(bytes: Uint8Array): Element {
  const document = new DOMParser().parseFromString(decodeText(bytes), 'image/svg+xml');
  const root = document.documentElement;
  if (root.namespaceURI !== svgNamespace || root.localName !== 'svg') {
    throw new CodedError('picture-damaged', 'not an SVG document');
  }
  if (document.querySelector('parsererror')) throw new CodedError('picture-damaged', 'not well-formed');
  return root;
}

/** Text in the encoding that its byte order mark or XML declaration states, else UTF-8. */
function decodeText(bytes: Uint8Array): string {
  const front = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]{0,100}\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(front)?.[1];
  try {
    return new TextDecoder(declared ?? textEncodingOf(bytes)).decode(bytes);
  } catch (cause) {
    throw new CodedError('picture-damaged', `encoding ${declared}`, { cause });
  }
}

async function load(signal: AbortSignal, url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch (cause) {
    throw new CodedError('picture-damaged', 'the browser does not draw the SVG', { cause });
  }
  signal.throwIfAborted();
  return image;
}
