import { replyEnvelope } from '../messages/envelope';
import { CodedError } from '../messages/errors';
import type { RequestDefinition } from '../messages/requests';
import { browser } from './browser';

/**
 * Sends a request to the realm that answers it.
 *
 * @throws CodedError with the code of the answer, or `host-unreachable` when nobody answers.
 */
export async function sendRequest<Payload, Reply>(
  definition: RequestDefinition<Payload, Reply>,
  payload: NoInfer<Payload>,
): Promise<Reply> {
  let answer: unknown;
  try {
    answer = await browser.runtime.sendMessage({ name: definition.name, payload });
  } catch (error) {
    throw new CodedError('host-unreachable', definition.name, { cause: error });
  }
  const envelope = replyEnvelope.safeParse(answer);
  if (!envelope.success) throw new CodedError('host-unreachable', `${definition.name}: no answer`);
  if (!envelope.data.ok) throw new CodedError(envelope.data.error.code, definition.name);
  const value = definition.reply.safeParse(envelope.data.value);
  if (!value.success) throw new CodedError('message-invalid', `${definition.name}: answer`);
  return value.data;
}
