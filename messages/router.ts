import { requestEnvelope, type ReplyEnvelope } from './envelope';
import { toErrorCode, type ErrorCode } from './errors';
import type { RequestDefinition } from './requests';
import { classifySender, type MessageSender } from './senders';

const refused = (code: ErrorCode): ReplyEnvelope => ({ ok: false, error: { code } });

/** What this extension calls itself: `runtime.id`, and the origin of `runtime.getURL('')`. */
export interface OwnIdentity {
  id: string;
  origin: string;
}

export interface Route {
  name: string;
  answer(input: unknown, sender: MessageSender, own: OwnIdentity): Promise<ReplyEnvelope>;
}

/**
 * Joins a request to what answers it. Fails closed: senders that the request does not list and
 * payloads that its schema does not accept are refused with a code and never reach `handler`.
 */
export function route<Payload, Reply>(
  definition: RequestDefinition<Payload, Reply>,
  handler: (payload: Payload, sender: MessageSender) => Promise<Reply>,
): Route {
  return {
    name: definition.name,
    async answer(input, sender, own) {
      const from = classifySender(sender, own);
      if (!definition.from.some((allowed) => allowed === from)) return refused('message-refused');
      const payload = definition.payload.safeParse(input);
      if (!payload.success) return refused('message-invalid');
      try {
        return { ok: true, value: await handler(payload.data, sender) };
      } catch (error) {
        return refused(toErrorCode(error));
      }
    },
  };
}

/**
 * Answers messages to one realm by the first route of that name. Several realms hear the same
 * message, so a message that no route knows is left to the others, unless `lastResort` is set: then
 * it is refused, so that nobody waits for an answer that never comes.
 *
 * @returns a promise of the answer, or `undefined` when another realm is the one to answer.
 */
export function createRouter(
  own: OwnIdentity,
  routes: readonly Route[],
  others: { lastResort: true; elsewhere: readonly string[] } | { lastResort: false },
): (message: unknown, sender: MessageSender) => Promise<ReplyEnvelope> | undefined {
  const byName = new Map(routes.map((entry) => [entry.name, entry]));
  return (message, sender) => {
    const envelope = requestEnvelope.safeParse(message);
    const entry = envelope.success ? byName.get(envelope.data.name) : undefined;
    if (envelope.success && entry) return entry.answer(envelope.data.payload, sender, own);
    if (!others.lastResort) return undefined;
    if (!envelope.success) return Promise.resolve(refused('message-invalid'));
    if (others.elsewhere.includes(envelope.data.name)) return undefined;
    return Promise.resolve(refused('message-unknown'));
  };
}
