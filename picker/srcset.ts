/** One picture of a `srcset`: at most one of `width` (pixels) and `density` (pixels per CSS pixel) is given. */
export interface SrcsetEntry {
  readonly url: string;
  readonly width?: number;
  readonly density?: number;
}

const whitespace = new Set([' ', '\t', '\n', '\f', '\r']);

/**
 * Reads a `srcset` attribute. Entries with descriptors that a browser would not accept are left out.
 * Linear in the length of `text`.
 *
 * Source: HTML Living Standard, "parsing a srcset attribute".
 */
export function parseSrcset(text: string): SrcsetEntry[] {
  const entries: SrcsetEntry[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && (whitespace.has(text.charAt(at)) || text.charAt(at) === ',')) at++;
    const start = at;
    while (at < text.length && !whitespace.has(text.charAt(at))) at++;
    let end = at;
    while (end > start && text.charAt(end - 1) === ',') end--;
    if (end === start) continue;
    const url = text.slice(start, end);
    // A comma right after the URL ends the entry: it has no descriptors.
    if (end < at) {
      entries.push({ url });
      continue;
    }
    const descriptorStart = at;
    at = endOfDescriptors(text, at);
    const entry = withDescriptors(url, text.slice(descriptorStart, at));
    if (entry) entries.push(entry);
  }
  return entries;
}

/** Commas within parentheses do not end an entry; they are reserved for descriptors to come. */
function endOfDescriptors(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (character === ',' && depth === 0) return at;
  }
  return text.length;
}

function withDescriptors(url: string, text: string): SrcsetEntry | undefined {
  let width: number | undefined;
  let density: number | undefined;
  for (const descriptor of text.split(/[ \t\n\f\r]/).filter((part) => part !== '')) {
    const unit = descriptor.at(-1);
    const number = descriptor.slice(0, -1);
    if (unit === 'w' && width === undefined && density === undefined && /^\d{1,9}$/.test(number)) {
      width = Number(number);
      if (width === 0) return undefined;
    } else if (unit === 'x' && width === undefined && density === undefined && isFloat(number)) {
      density = Number(number);
    } else if (!(unit === 'h' && /^\d{1,9}$/.test(number))) {
      return undefined;
    }
  }
  if (width !== undefined) return { url, width };
  if (density !== undefined) return { url, density };
  return { url };
}

function isFloat(text: string): boolean {
  return text.length <= 20 && /^(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?$/.test(text);
}
