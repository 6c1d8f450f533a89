import { CodedError } from '../../../messages/errors';
import { hub } from '../hosts';
import type { Clock } from './clock';
import { Interrupted, retryAfterMs } from './patience';

/**
 * Why an answer is not what was asked for; `undefined` if it is.
 *
 * @param detail what the sentence names: a path or a repository
 * @param now epoch ms
 */
export function refusalOf(response: Response, detail: string, now: number): Error | undefined {
  const { status, headers } = response;
  const said = `${status} for ${detail}`;
  if (status === 200 || status === 206) return undefined;
  // The hub says 401 of a repository that does not exist, too.
  if (status === 404 || status === 410 || headers.get('X-Error-Code') === 'RepoNotFound') {
    return new CodedError('download-not-found', said, { detail });
  }
  if (status === 401 || status === 403) {
    // The address of a storage host is signed and expires; the hub gives a new one.
    return new URL(response.url).origin === hub
      ? new CodedError('download-forbidden', said, { detail })
      : new Interrupted('download-forbidden', { detail });
  }
  if (status === 416) return new CodedError('download-changed', said, { detail });
  if (status === 429 || status >= 500) {
    const retryAfter = retryAfterMs(headers.get('Retry-After'), now);
    return new Interrupted('download-busy', retryAfter === undefined ? {} : { retryAfter });
  }
  if (status === 408) return new Interrupted('download-interrupted');
  if (status === 451) return new CodedError('download-forbidden', said, { detail });
  return new CodedError('hub-answer-unknown', said);
}

/** The event of a violated policy may come after the request has failed. */
const violationMs = 100;

/** Whether a request that has just failed ran into the content security policy. */
export async function blockedByPolicy(clock: Clock, isBlocked: () => boolean): Promise<boolean> {
  if (!isBlocked()) await clock.sleep(violationMs);
  return isBlocked();
}
