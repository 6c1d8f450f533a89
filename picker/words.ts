import { browser } from '../platform/browser';
import { substitute } from '../platform/substitute';
import type strings from './strings.json';

type PickerKey = keyof (typeof strings)['en'];

let chosen: Record<string, string> | undefined;

/** Speaks with these words from now on; `undefined` for those that the browser chooses. */
export function speakWith(strings: Record<string, string> | undefined): void {
  chosen = strings;
}

/** A string of the picker. */
export function words(key: PickerKey, ...substitutions: (string | number)[]): string {
  return lookUp(key, substitutions) || key;
}

/** The sentence for the code of an error. */
export function errorWords(code: string): string {
  return lookUp(`error_${code.replaceAll('-', '_')}`) || lookUp('error_unexpected') || code;
}

/** The language that `words` speaks, and its direction. */
export function languageOfWords(): { lang: string; dir: string } {
  // Not the browser's own: the words are English where there are none in its language.
  return { lang: lookUp('language_tag'), dir: lookUp('language_direction') };
}

/** WXT knows the keys of `public/_locales` only; the picker's own join those at build. */
const catalogue: { getMessage(key: string, substitutions: string[]): string } = browser.i18n;

function lookUp(key: string, substitutions: readonly (string | number)[] = []): string {
  const texts = substitutions.map(String);
  return chosen ? substitute(chosen[key] ?? '', texts) : catalogue.getMessage(key, texts);
}
