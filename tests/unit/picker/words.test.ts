import { beforeEach, expect, test, vi } from 'vitest';

const english: Record<string, string> = {
  language_tag: 'en',
  language_direction: 'ltr',
  picker_title: 'Pick a picture',
  error_unexpected: 'Something went wrong.',
  // The browser's own, which say nothing of the words that it falls back to.
  '@@ui_locale': 'ar',
  '@@bidi_dir': 'rtl',
};
vi.mock('../../../platform/browser', () => ({ browser: { i18n: { getMessage: (key: string) => english[key] ?? '' } } }));

const { errorWords, languageOfWords, speakWith, words } = await import('../../../picker/words');

beforeEach(() => speakWith(undefined));

test('the language is that of the words, not that of the browser', () => {
  expect(languageOfWords()).toEqual({ lang: 'en', dir: 'ltr' });
});

test('a language that was chosen is spoken instead of the browser’s', () => {
  speakWith({ language_tag: 'tr', language_direction: 'ltr', picker_position: 'Görsel $1 / $2.', error_unexpected: 'Hata.' });
  expect(words('picker_position', 3, 7)).toBe('Görsel 3 / 7.');
  expect(errorWords('no-such-code')).toBe('Hata.');
  expect(languageOfWords().lang).toBe('tr');
});
