import { useEffect, useState } from 'react';
import { toFailure, type Failure } from '../../messages/errors';
import type { LibraryServices } from './services';

/**
 * Has found out what this device can compute, so that what does not fit is told before it is fetched. The
 * library answers at once where that is known of this browser on this adapter.
 *
 * @returns why that failed; everything else works without.
 */
export function useDeviceTest(services: Pick<LibraryServices, 'testDevice' | 'isPrivate'>): Failure | undefined {
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useEffect(() => {
    // What it finds out could not be kept.
    if (services.isPrivate) return;
    services.testDevice(false).catch((error: unknown) => {
      const why = toFailure(error);
      // Something else ended it, such as the removal of a model; whoever looks next tests again.
      if (why.code !== 'cancelled') setFailure(why);
    });
  }, [services]);
  return failure;
}
