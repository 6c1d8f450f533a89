import { z } from 'zod';

/** The fields of a `MessageSender` that tell who it was, without what changes from run to run. */
export const recordedSender = z.strictObject({
  from: z.enum(['content-script', 'editor', 'popup', 'offscreen', 'background']),
  hasOwnId: z.boolean(),
  /** `own` is the extension's; anything else is a page's scheme. */
  origin: z.enum(['own', 'http:', 'none']),
  url: z.enum(['own', 'http:', 'none']),
  hasTab: z.boolean(),
  frameId: z.int().optional(),
});
export type RecordedSender = z.infer<typeof recordedSender>;

export const recordedSenders = z.record(z.enum(['chromium', 'firefox']), z.array(recordedSender));
