import { CodedError } from '../messages/errors';
import { inspectPicture } from './inspect';
import { maxInputPixels } from './limits';
import type { PictureFormat } from './opened-picture';
import { checkSize } from './picture-file';

/** Documents and style sheets: what is embedded in them would need all of these checks again. */
const nesting = /^[^/,;]+\/[^,;]*(?:svg|xml|html|css)/i;

/** What browsers decode nowhere, so that it cannot do harm; fonts among it. */
const notDecoded: ReadonlySet<PictureFormat> = new Set<PictureFormat>(['unknown', 'heic', 'tiff']);

/** The pictures that are embedded in one drawing, all of which are decoded when it is drawn. */
export class EmbeddedPictures {
  #pixels = 0;

  /**
   * Looks at every `data:` URL in a text: an attribute's value or a style sheet, as a document has it.
   * What the URL says of its type is not believed, as browsers do not believe it either. The work is
   * linear in the length of the text.
   *
   * @throws CodedError `picture-too-large` for a picture that claims to be, and when all that were
   * looked at are so together; `picture-too-complex` for a picture that does not say its size, an SVG,
   * any other document, or a style sheet.
   */
  check(text: string): void {
    // Where it is no style, a backslash is one; so both ways to read it are looked at.
    const readings = text.includes('\\') ? [text, withoutCssEscapes(text)] : [text];
    this.#pixels += Math.max(...readings.map(pixelsOfUrls));
    if (this.#pixels > maxInputPixels) {
      throw new CodedError('picture-too-large', `pictures of ${this.#pixels} pixels inside an SVG`);
    }
  }
}

function pixelsOfUrls(text: string): number {
  // Browsers leave these out of URLs wherever they are.
  const [, ...rests] = text.replace(/[\t\n\r]/g, '').split(/data:/i);
  return rests.reduce((sum, rest) => sum + pixelsOfUrl(rest), 0);
}

/**
 * As the Fetch standard's data: URL processor reads it. What follows the URL in the text is taken
 * for more of it: sizes come first, so that changes nothing.
 *
 * @param rest what comes after `data:`.
 */
function pixelsOfUrl(rest: string): number {
  const [url = ''] = rest.split('#', 1);
  const comma = url.indexOf(',');
  if (comma < 0) return 0;
  const type = url.slice(0, comma).trim();
  if (nesting.test(type)) throw new CodedError('picture-too-complex', `${type.slice(0, 100)} inside an SVG`);
  const body = percentDecoded(url.slice(comma + 1));
  const bytes = /; *base64$/i.test(type) ? base64Decoded(body) : body;
  const { format, width, height } = inspectPicture(bytes, bytes.length);
  if (notDecoded.has(format)) return 0;
  if (width === undefined || height === undefined) {
    throw new CodedError('picture-too-complex', `${format} without a size inside an SVG`);
  }
  checkSize(width, height);
  return width * height;
}

function percentDecoded(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (!text.includes('%')) return bytes;
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const hex = bytes[at] === 0x25 ? String.fromCharCode(...bytes.subarray(at + 1, at + 3)) : '';
    const isEscape = /^[\da-f]{2}$/i.test(hex);
    bytes[length++] = isEscape ? parseInt(hex, 16) : (bytes[at] ?? 0);
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, length);
}

/** Leaves out whatever is no letter of the alphabet, which browsers refuse in part. */
function base64Decoded(bytes: Uint8Array): Uint8Array {
  const letters = new TextDecoder('latin1').decode(bytes).replace(/[^A-Za-z0-9+/]/g, '');
  // One letter alone is not even a byte.
  const whole = letters.length % 4 === 1 ? letters.slice(0, -1) : letters;
  return Uint8Array.from(atob(whole), (letter) => letter.charCodeAt(0));
}

/** CSS Syntax 3 §4.3.7: hexadecimal with one space after it, a line that goes on, any other character. */
function withoutCssEscapes(text: string): string {
  return text.replace(
    /\\(?:([\da-f]{1,6})(?:\r\n|[ \t\n\r\f])?|\r\n|[\n\r\f]|([^]))/gi,
    (_, hex: string | undefined, other: string | undefined) => {
      if (hex === undefined) return other ?? '';
      const point = parseInt(hex, 16);
      return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    },
  );
}
