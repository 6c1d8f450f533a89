import type { Settings } from '../messages/settings';
import { z } from '../messages/zod';
import { browser } from './browser';

/** Looks a string up; `$1` … `$9` in it become the substitutions. */
export type Lookup = (key: string, ...substitutions: readonly string[]) => string;

/** WXT knows the keys of `public/_locales` only; the strings of the tools join those at build. */
const catalogue: { getMessage(key: string, substitutions: string[]): string } = browser.i18n;

const localeFile = z.record(z.string(), z.object({ message: z.string() }));

/**
 * The strings in the language that was chosen. `auto` leaves the choice to the browser; any other
 * language is read from the package, since `browser.i18n` only ever speaks the browser's own.
 *
 * An unknown key comes back as itself, so that a missing string is seen.
 */
export async function loadStrings(language: Settings['language']): Promise<Lookup> {
  if (language === 'auto') {
    return (key, ...substitutions) =>
      catalogue.getMessage(key, [...substitutions]) || key;
  }
  const url: string = new URL(`/_locales/${language}/messages.json`, location.origin).href;
  const messages = localeFile.parse(await (await fetch(url)).json());
  return (key, ...substitutions) => {
    const message = messages[key]?.message;
    if (message === undefined) return key;
    return message.replace(/\$([1-9])/g, (_, index: string) => substitutions[Number(index) - 1] ?? '');
  };
}

/** Tells the page which language it is in. */
export function applyLanguage(lookup: Lookup): void {
  document.documentElement.lang = lookup('language_tag');
  document.documentElement.dir = lookup('language_direction');
}
