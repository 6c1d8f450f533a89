import { CodedError } from '../messages/errors';

/**
 * What `work` comes to, unless the signal is aborted first: work that cannot be stopped then goes on
 * unheard.
 *
 * @throws CodedError `cancelled` as soon as the signal is aborted; whatever `work` throws.
 */
export function endingOnAbort<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new CodedError('cancelled'));
    if (signal.aborted) {
      end();
      return;
    }
    signal.addEventListener('abort', end, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end));
  });
}
