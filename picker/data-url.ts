/**
 * The bytes in a `data:` URL. Read by hand, because a page's policy may forbid `fetch` of it.
 *
 * @returns `undefined` where it is not a well-formed `data:` URL.
 */
export function readDataUrl(url: string): Uint8Array<ArrayBuffer> | undefined {
  const comma = url.indexOf(',');
  if (!/^data:/i.test(url) || comma < 0) return undefined;
  const body = percentDecoded(url.slice(comma + 1).replace(/#.*$/s, ''));
  if (!/;\s*base64\s*$/i.test(url.slice(0, comma))) return body;
  try {
    return Uint8Array.from(atob(new TextDecoder('latin1').decode(body)), (letter) => letter.charCodeAt(0));
  } catch {
    // Not base64 although it says so.
    return undefined;
  }
}

function percentDecoded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const decoded = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigit(bytes[at + 1]);
    const low = hexDigit(bytes[at + 2]);
    if (bytes[at] === 0x25 && high >= 0 && low >= 0) {
      decoded[length++] = high * 16 + low;
      at += 2;
    } else {
      decoded[length++] = bytes[at] ?? 0;
    }
  }
  return decoded.slice(0, length);
}

function hexDigit(byte: number | undefined): number {
  return byte === undefined ? -1 : '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
}
