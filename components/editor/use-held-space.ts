import { useEffect, useState } from 'react';

/** Whether the space bar is held, with which a drag moves the picture. */
export function useHeldSpace(): boolean {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const isSpace = (event: KeyboardEvent) => event.code === 'Space';
    document.addEventListener('keydown', (event) => isSpace(event) && setHeld(true), { signal, capture: true });
    document.addEventListener('keyup', (event) => isSpace(event) && setHeld(false), { signal, capture: true });
    window.addEventListener('blur', () => setHeld(false), { signal });
    return () => listening.abort();
  }, []);
  return isHeld;
}
