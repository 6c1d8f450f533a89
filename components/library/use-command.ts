import { useState } from 'react';
import { toFailure, type Failure } from '../../messages/errors';

/** One thing at a time that is asked of the library, and why it was not done. */
export interface Command {
  isPending: boolean;
  failure: Failure | undefined;
  /** Does nothing while something is under way. Whatever has to be within the click is to be first in `work`. */
  run: (work: () => Promise<void>) => void;
  forget: () => void;
}

export function useCommand(): Command {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  return {
    isPending,
    failure,
    run(work) {
      if (isPending) return;
      setFailure(undefined);
      setPending(true);
      work()
        .catch((error: unknown) => {
          const why = toFailure(error);
          // The person ended it.
          if (why.code !== 'cancelled') setFailure(why);
        })
        .finally(() => setPending(false));
    },
    forget: () => setFailure(undefined),
  };
}
