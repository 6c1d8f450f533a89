import type { LibraryServices } from './services';

/**
 * Asks the browser for what a download needs, then begins it. `signal` is aborted where the person takes
 * the yes back before the answer: then nothing is begun any more, and what has begun is removed again.
 *
 * @param begin begins it, and gives the model's id.
 * @param isHeld whether there was something of that model before: it stays.
 * @returns whether it has begun.
 * @throws CodedError why it has not; where the yes was taken back, only why what had begun could not be removed.
 */
export async function beginDownload(
  services: Pick<LibraryServices, 'allowDownloads' | 'remove'>,
  signal: AbortSignal,
  begin: () => Promise<string | undefined>,
  isHeld: (model: string) => boolean,
): Promise<boolean> {
  const model = await begun(services, signal, begin).catch((error: unknown) => {
    // Nobody waits for it any more, and nothing is left of it.
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!signal.aborted) return true;
  if (model !== undefined && !isHeld(model)) await services.remove(model);
  return false;
}

async function begun(
  services: Pick<LibraryServices, 'allowDownloads'>,
  signal: AbortSignal,
  begin: () => Promise<string | undefined>,
): Promise<string | undefined> {
  await services.allowDownloads();
  return signal.aborted ? undefined : begin();
}
