import { bytesOnDisk, type Entry } from './entry';

/**
 * Models to remove, the ones that were unused for longest first, until all together take no more than
 * `limit` bytes; 0 is no limit. Only whole models count: for one that is still arriving nothing goes.
 * What the person brought from disk stays, since it cannot be fetched again, and so does what something
 * is done with, and whatever is in `spared`.
 */
export function toFree(entries: readonly Entry[], limit: number, spared: ReadonlySet<string> = new Set()): string[] {
  const whole = entries.filter(({ record }) => record !== undefined);
  let excess = limit === 0 ? 0 : whole.reduce((sum, entry) => sum + bytesOnDisk(entry), 0) - limit;
  const removable = whole
    .filter(({ id, state, origin, work }) => state === 'ready' && origin !== 'own' && !work && !spared.has(id))
    .sort((a, b) => lastUse(a) - lastUse(b));
  const freed: string[] = [];
  for (const entry of removable) {
    if (excess <= 0) break;
    excess -= bytesOnDisk(entry);
    freed.push(entry.id);
  }
  return freed;
}

function lastUse({ record, addedAt }: Entry): number {
  return record?.usedAt ?? addedAt;
}
