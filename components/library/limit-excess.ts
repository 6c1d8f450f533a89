import type { LibraryModel } from '../../messages/library';

/**
 * Bytes of models that would be deleted at least if they were to take no more than `limit` bytes; 0 is no
 * limit. As the store does it: whole models count, and what came from disk stays.
 */
export function excessOf(models: readonly LibraryModel[], limit: number): number {
  if (limit === 0) return 0;
  const whole = models.filter(({ state }) => state === 'ready');
  const freeable = sum(whole.filter(({ origin }) => origin !== 'own'));
  return Math.max(0, Math.min(freeable, sum(whole) - limit));
}

function sum(models: readonly LibraryModel[]): number {
  return models.reduce((all, { total }) => all + total, 0);
}
