/** How far into a file the root element may begin; licences and comments come before it. */
const searchedBytes = 64 * 1024;

/** The text encoding that a byte order mark announces. */
export function textEncodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * Whether these bytes are an XML document with an `svg` root: white space, a declaration,
 * processing instructions, comments and a document type may come before it, nothing else.
 */
export function looksLikeSvg(bytes: Uint8Array): boolean {
  const front = bytes.subarray(0, searchedBytes);
  const text = new TextDecoder(textEncodingOf(front)).decode(front);
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at)) && at < text.length) at++;
    if (text.startsWith('<?', at)) at = after(text, '?>', at);
    else if (text.startsWith('<!--', at)) at = after(text, '-->', at);
    else if (/^<!doctype\s+(?:[\w.-]{1,64}:)?svg[\s>[]/i.test(text.slice(at, at + 100))) at = afterDoctype(text, at);
    else return /^<(?:[\w.-]{1,64}:)?svg[\s>/]/.test(text.slice(at, at + 80));
    if (at < 0) return false;
  }
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? -1 : at + end.length;
}

/** A document type may have declarations in brackets, in which `>` is common. */
function afterDoctype(text: string, from: number): number {
  const bracket = text.indexOf('[', from);
  const close = text.indexOf('>', from);
  if (bracket < 0 || close < bracket) return close < 0 ? -1 : close + 1;
  const closed = /\]\s*>/g;
  closed.lastIndex = bracket;
  return closed.exec(text) ? closed.lastIndex : -1;
}
