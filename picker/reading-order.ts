import type { Box } from './geometry';

/** Part of a box's height that it may hang below the top of its row. */
const rowTolerance = 0.5;

/**
 * Sorts from top to bottom in rows, and along the rows in the direction of the script. Boxes belong
 * to one row when their tops differ by less than half the height of the lower of them.
 */
export function inReadingOrder<Item>(
  items: readonly Item[],
  boxOf: (item: Item) => Box,
  direction: 'ltr' | 'rtl' = 'ltr',
): Item[] {
  const measured = items.map((item) => ({ item, box: boxOf(item) }));
  measured.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const rows: (typeof measured)[] = [];
  for (const entry of measured) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && entry.box.y - first.box.y < rowTolerance * Math.min(first.box.height, entry.box.height)) {
      row.push(entry);
    } else {
      rows.push([entry]);
    }
  }
  const along = direction === 'ltr' ? 1 : -1;
  return rows.flatMap((row) => row.sort((a, b) => along * (a.box.x - b.box.x)).map((entry) => entry.item));
}
