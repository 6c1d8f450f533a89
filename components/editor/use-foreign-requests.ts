import { useEffect, useState } from 'react';

/** Whether a resource came from outside the extension and the page itself. */
export function isForeign(url: string, origin: string): boolean {
  return !url.startsWith(`${origin}/`) && !url.startsWith('blob:') && !url.startsWith('data:');
}

/**
 * How many requests to anywhere else this tab made since it opened. A page sees its own only; those
 * of the compute host and its worker are kept from going anywhere by the content security policy.
 */
export function useForeignRequests(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const observer = new PerformanceObserver((list) => {
      const foreign = list.getEntries().filter((entry) => isForeign(entry.name, location.origin));
      if (foreign.length > 0) setCount((before) => before + foreign.length);
    });
    observer.observe({ type: 'resource', buffered: true });
    return () => observer.disconnect();
  }, []);
  return count;
}
