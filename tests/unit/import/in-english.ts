import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readReason } from '../../../messages/import-reason';

const words = z
  .record(z.string(), z.object({ message: z.string() }))
  .parse(JSON.parse(readFileSync('public/_locales/en/messages.json', 'utf8')));

/** The detail of a refusal as a person reads it; only reasons are put into words. */
export function inEnglish(detail: string): string {
  const why = readReason(detail);
  if (!why) return detail;
  const message = words[`import_reason_${why.reason.replaceAll('-', '_')}`]?.message;
  if (message === undefined) throw new Error(`No words for ${why.reason}`);
  return message.replaceAll(/\$(\d)/g, (_, place: string) => why.values[Number(place) - 1] ?? '');
}
