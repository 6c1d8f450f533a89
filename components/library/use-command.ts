import { useRef, useState } from 'react';
import { toFailure, type Failure } from '../../messages/errors';

/** One thing at a time that is asked of the library, and why it was not done. */
export interface Command {
  isPending: boolean;
  failure: Failure | undefined;
  /** Does nothing while something is under way. Whatever has to be within the click is to be first in `work`. */
  run: (work: (signal: AbortSignal) => Promise<void>) => void;
  /** Takes back what is under way, by its signal, and forgets why the last one was not done. */
  cancel: () => void;
  forget: () => void;
}

export function useCommand(): Command {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const current = useRef<AbortController | undefined>(undefined);
  return {
    isPending,
    failure,
    run(work) {
      if (isPending) return;
      const abort = new AbortController();
      current.current = abort;
      setFailure(undefined);
      setPending(true);
      work(abort.signal)
        .catch((error: unknown) => {
          const why = toFailure(error);
          // The person ended it.
          if (why.code !== 'cancelled') setFailure(why);
        })
        .finally(() => {
          if (current.current === abort) setPending(false);
        });
    },
    cancel() {
      current.current?.abort();
      current.current = undefined;
      setPending(false);
      setFailure(undefined);
    },
    forget: () => setFailure(undefined),
  };
}
