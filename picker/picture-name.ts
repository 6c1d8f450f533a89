const maxLength = 80;

/**
 * A file name without extension for the picture at `url`: the last part of its path; empty where the
 * address says nothing, as with `data:` and `blob:`.
 */
export function pictureName(url: string | undefined): string {
  if (url === undefined || !/^(?:https?|file):/i.test(url) || !URL.canParse(url)) return '';
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return cleanName(decoded(last).replace(/\.[a-z0-9]{2,5}$/i, ''));
}

/** Text as a file name: nothing that a file system would refuse, and not too long. */
export function cleanName(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, maxLength)
    .replace(/\p{Cs}/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8 behind the per cent signs: the raw text is still a name.
    return text;
  }
}
