/** One picture that a CSS value names, at so many pixels per CSS pixel. */
export interface CssImage {
  readonly url: string;
  readonly density: number;
}

const unitsPerDensity: Record<string, number> = { x: 1, dppx: 1, dpi: 96, dpcm: 96 / 2.54 };
const setFunctions = new Set(['image-set', '-webkit-image-set']);
const mixFunctions = new Set(['cross-fade', '-webkit-cross-fade', 'image']);

/**
 * The pictures in a computed CSS value, layer by layer: `url()` is one, an `image-set()` one of
 * several densities, the largest first. Gradients and keywords are passed over. Never throws.
 *
 * Source: CSS Images Module Level 4; CSS Syntax Module Level 3 §4.3.
 */
export function parseCssImages(value: string): CssImage[][] {
  return tokens(value).flatMap((token) => imagesOf(token));
}

function imagesOf(token: string): CssImage[][] {
  const call = functionOf(token);
  if (!call) return [];
  if (call.name === 'url') {
    const url = urlText(call.inner);
    return url === '' ? [] : [[{ url, density: 1 }]];
  }
  if (setFunctions.has(call.name)) {
    const options = imageSet(call.inner);
    return options.length > 0 ? [options] : [];
  }
  if (mixFunctions.has(call.name)) return parseCssImages(call.inner);
  return [];
}

function imageSet(inner: string): CssImage[] {
  const options: { url: string; density: number }[] = [];
  for (const token of tokens(inner)) {
    const call = functionOf(token);
    const resolution = /^([\d.]+)(x|dppx|dpi|dpcm)$/i.exec(token);
    const last = options.at(-1);
    if (call?.name === 'url') options.push({ url: urlText(call.inner), density: 1 });
    else if (isQuoted(token)) options.push({ url: unquoted(token), density: 1 });
    else if (call && setFunctions.has(call.name)) options.push(...imageSet(call.inner));
    else if (resolution && last) {
      last.density = Number(resolution[1]) / (unitsPerDensity[resolution[2]?.toLowerCase() ?? ''] ?? 1);
    }
  }
  return options
    .filter((option) => option.url !== '' && Number.isFinite(option.density))
    .sort((a, b) => b.density - a.density);
}

/** Splits at white space, commas and slashes outside of quotes and parentheses. */
function tokens(value: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  const finish = (end: number): void => {
    const token = value.slice(start, end);
    if (token !== '') found.push(token);
  };
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (character === '\\') at++;
    else if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /[\s,/]/.test(character)) {
      finish(at);
      start = at + 1;
    }
  }
  finish(value.length);
  return found;
}

function functionOf(token: string): { name: string; inner: string } | undefined {
  const open = token.indexOf('(');
  if (open < 1 || !token.endsWith(')') || isQuoted(token)) return undefined;
  return { name: token.slice(0, open).toLowerCase(), inner: token.slice(open + 1, -1) };
}

function urlText(inner: string): string {
  const text = inner.trim();
  return isQuoted(text) ? unquoted(text) : unescaped(text);
}

function isQuoted(text: string): boolean {
  const first = text.charAt(0);
  return text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first);
}

function unquoted(text: string): string {
  return unescaped(text.slice(1, -1));
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|\r\n|([^]))/gi, (_, hex: string | undefined, other: string | undefined) => {
    if (hex === undefined) return other === undefined || other === '\n' ? '' : other;
    const code = parseInt(hex, 16);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
  });
}
