import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { captureTab, deliverPicture } from '../../../messages/requests';
import { requestNames } from '../../../picker/request-names';

it('sends requests by the names that the background knows', () => {
  expect(requestNames).toEqual({ capture: captureTab.name, deliver: deliverPicture.name });
});

it('has every string in every language, with the same substitutions', () => {
  const file = join(import.meta.dirname, '../../../picker/strings.json');
  const { en = {}, tr = {} } = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(Object.keys(tr)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    const places = (value: string | undefined): string[] => (value?.match(/\$\d/g) ?? []).sort();
    expect(places(tr[key]), key).toEqual(places(text));
  }
});
