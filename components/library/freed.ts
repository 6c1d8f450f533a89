import type { LibraryModel } from '../../messages/library';

/**
 * The models that a limit would remove now, so that they can be named before it is set: those that were
 * unused for longest, until what is whole takes no more than `limit` bytes; 0 is no limit. The store
 * decides by the same rule (`models/store/worker/limit.ts`) and spares what is in use besides.
 */
export function freedBy(models: readonly LibraryModel[], limit: number): LibraryModel[] {
  const whole = models.filter(
    ({ state, model }) => state === 'ready' || (model !== undefined && (state === 'damaged' || state === 'verifying')),
  );
  let excess = limit === 0 ? 0 : whole.reduce((sum, { total }) => sum + total, 0) - limit;
  const removable = whole
    .filter(({ state, origin }) => state === 'ready' && origin !== 'own')
    .sort((a, b) => (a.usedAt ?? a.addedAt) - (b.usedAt ?? b.addedAt));
  const freed: LibraryModel[] = [];
  for (const model of removable) {
    if (excess <= 0) break;
    excess -= model.total;
    freed.push(model);
  }
  return freed;
}
