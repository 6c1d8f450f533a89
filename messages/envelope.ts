import { z } from './zod';
import { errorCode } from './errors';

/** What every request travels in. */
export const requestEnvelope = z.strictObject({
  name: z.string().max(40),
  payload: z.unknown(),
});

/** What every answer travels in. */
export const replyEnvelope = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: z.strictObject({ code: errorCode }) }),
]);
export type ReplyEnvelope = z.infer<typeof replyEnvelope>;
