import type { Settings } from '../messages/settings';
import { z } from '../messages/zod';
import { browser } from './browser';
import { substitute } from './substitute';

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
  const messages = await readLocale(language);
  return (key, ...substitutions) => {
    const message = messages[key]?.message;
    if (message === undefined) return key;
    return substitute(message, substitutions);
  };
}

/** The words in `language` of those keys that `wanted` chooses; `undefined` where the browser knows them itself. */
export async function chosenStrings(
  language: Settings['language'],
  wanted: RegExp,
): Promise<Record<string, string> | undefined> {
  if (language === 'auto') return undefined;
  const entries = Object.entries(await readLocale(language)).filter(([key]) => wanted.test(key));
  return Object.fromEntries(entries.map(([key, { message }]) => [key, message]));
}

async function readLocale(language: Exclude<Settings['language'], 'auto'>): Promise<z.infer<typeof localeFile>> {
  const url: string = new URL(`/_locales/${language}/messages.json`, location.origin).href;
  return localeFile.parse(await (await fetch(url)).json());
}

/** Tells the page which language it is in. */
export function applyLanguage(lookup: Lookup): void {
  document.documentElement.lang = lookup('language_tag');
  document.documentElement.dir = lookup('language_direction');
}
