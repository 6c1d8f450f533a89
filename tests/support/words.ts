import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const messages = z.record(z.string(), z.object({ message: z.string() }));

/** The words of the interface as they ship, so that tests name things as people see them. */
export type Words = (key: string, ...substitutions: string[]) => string;

export function shippedWords(extensionDir: string, language: 'en' | 'tr' = 'en'): Words {
  const all = messages.parse(
    JSON.parse(readFileSync(join(extensionDir, '_locales', language, 'messages.json'), 'utf8')),
  );
  return (key, ...substitutions) => {
    const found = all[key];
    if (!found) throw new Error(`The package has no message "${key}"`);
    return found.message.replace(/\$(\d)/g, (_, index: string) => substitutions[Number(index) - 1] ?? '');
  };
}
