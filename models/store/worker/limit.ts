import { bytesOnDisk, type Entry } from './entry';

/**
 * Models to remove, the ones that were unused for longest first, until all together take no more than
 * `limit` bytes; 0 is no limit. Only whole models that nothing is done with are removed, and never `keep`.
 */
export function toFree(entries: readonly Entry[], limit: number, keep?: string): string[] {
  let excess = limit === 0 ? 0 : entries.reduce((sum, entry) => sum + bytesOnDisk(entry), 0) - limit;
  const removable = entries
    .filter((entry) => entry.state === 'ready' && !entry.work && entry.id !== keep)
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
