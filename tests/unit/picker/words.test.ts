import { expect, test, vi } from 'vitest';

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

const { languageOfWords } = await import('../../../picker/words');

test('the language is that of the words, not that of the browser', () => {
  expect(languageOfWords()).toEqual({ lang: 'en', dir: 'ltr' });
});
