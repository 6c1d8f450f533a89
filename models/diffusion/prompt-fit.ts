/** UTF-16 units of a prompt that are looked at first: some hundred words, where a prompt rarely has more. */
const firstLook = 512;

/** UTF-16 units of a prompt that are looked at at all, where they give next to no tokens. */
const lastLook = 16_384;

/**
 * Tokens beyond those that fit that must be there before the rest of the text is left alone: the last ones of
 * a text that ends anywhere may be others than in the whole.
 */
const margin = 64;

/** Characters of a word that one token may hold; of CLIP's the longest has 32. */
const longestToken = 64;

const words = /\P{White_Space}+/gu;

/** What a model reads of a text. */
export interface Fit {
  /** At most as many as there is room for. */
  ids: number[];
  /** Where in the text, in UTF-16 units, that ends; the text's length if everything fits. */
  end: number;
}

/**
 * As much of a text's beginning as fits. Takes time for what fits, not for what is there: the rest is not tokenized.
 *
 * @param room - tokens that fit
 * @param encode - token ids of a text by itself, without any that begin or end it
 */
export function fitPrompt(text: string, room: number, encode: (text: string) => number[]): Fit {
  for (let length = firstLook; ; length *= 2) {
    const end = characterEnd(text, Math.min(length, lastLook));
    const ids = encode(text.slice(0, end));
    if (end < text.length && length < lastLook && ids.length <= room + margin) continue;
    if (ids.length <= room) return { ids, end };
    const fits = (at: number) => encode(text.slice(0, at)).length <= room;
    return { ids: ids.slice(0, room), end: fittingEnd(text.slice(0, end), fits) };
  }
}

/**
 * Words that fit are found first, since how many tokens they give only grows. Then characters of the next word,
 * where it does not: "photogra" may be more tokens than "photograph". So those a little further are looked at, too.
 */
function fittingEnd(text: string, fits: (end: number) => boolean): number {
  const ends = Array.from(text.matchAll(words), ({ index, 0: word }) => index + word.length);
  const whole = lastThat(ends, fits);
  const start = ends[whole] ?? 0;
  const next = text.slice(start, ends[whole + 1]);
  const characters = Array.from(new Intl.Segmenter().segment(next), ({ index, segment }) => start + index + segment.length);
  const near = lastThat(characters, fits);
  const further = characters.slice(near + 1, near + 1 + longestToken).findLast(fits);
  return further ?? characters[near] ?? start;
}

/** Index of an item that `holds`, whose next one does not or is not there; -1 if that is so of the first. */
function lastThat<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = -1;
  let high = items.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle;
    else high = middle;
  }
  return low;
}

/** `end`, or one less where it would part the halves of one character, or the text's end. */
function characterEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  return (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end;
}
