import { expect, test } from 'vitest';
import { createFormats } from '../../../components/i18n/formats';
import { oldFailures } from '../../../components/library/old-failures';
import { libraryFailure } from '../../../components/library/words';
import { errorCodes } from '../../../messages/errors';
import { mergedLocales } from '../../../scripts/build/package-assets';
import { heldModel } from './fake-models';

const locales = await mergedLocales('.');

/** What codes of the library and of what may end it say; the others are said where pictures are. */
const aboutPictures = /^(?:picture|page|capture|clipboard|drop|file|format|pixels|result|browser|options|cancelled|save|webp|copy)/;
const codes = errorCodes.filter((code) => !aboutPictures.test(code));

test.each([
  ['en', /your picture|smaller picture/i],
  ['tr', /görseliniz|küçük bir görsel(?! ?de)/i],
])('where models are looked after no failure speaks of a picture of the person: %s', (language, ofPerson) => {
  const words = locales.get(language) ?? {};
  const t = (key: string): string => words[key]?.message ?? '';
  for (const code of codes) {
    const sentence = libraryFailure({ code }, { t, ...createFormats(language, t) });
    expect(sentence, code).not.toBe('');
    expect(sentence, code).not.toMatch(ofPerson);
  }
});

test('what had failed before is no alarm until it goes on and fails again', () => {
  const failed = heldModel('a', { state: 'paused', failure: { code: 'download-offline' } });
  const other = heldModel('b', { state: 'paused', failure: { code: 'download-offline' } });
  const first = oldFailures(undefined, [failed, heldModel('c')]);
  expect([...first]).toEqual(['a']);
  expect(oldFailures(first, [failed, other])).toBe(first);
  const gone = oldFailures(first, [heldModel('a', { state: 'downloading' }), other]);
  expect([...gone]).toEqual([]);
  expect([...oldFailures(gone, [failed])]).toEqual([]);
});
