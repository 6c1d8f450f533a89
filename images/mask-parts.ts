import { featherReach } from './feather';
import type { Mask } from './mask';
import { rasteriseMask } from './rasterise-mask';
import { grownWithin, intersection, type Size, wholeOf } from './rectangle';
import type { Rectangle } from './tiles';

/** Cells along the longer side in which parts are told apart. */
const cellsAlong = 512;

/**
 * What a mask covers, as rectangles that hold one connected part each, or several where their rectangles would meet: so each
 * can be worked on by itself. They hold the feathered edge, too.
 *
 * @returns rectangles inside the picture that share no pixel, from the top; none where nothing is covered.
 */
export function maskParts(mask: Mask, picture: Size): readonly Rectangle[] {
  const cell = Math.max(1, Math.ceil(Math.max(picture.width, picture.height) / cellsAlong));
  const columns = Math.ceil(picture.width / cell);
  const rows = Math.ceil(picture.height / cell);
  const cells = new Uint8Array(columns * rows);
  const sharp = { ...mask, feather: 0 };
  for (let row = 0; row < rows; row++) {
    const y = row * cell;
    const height = Math.min(cell, picture.height - y);
    const coverage = rasteriseMask(sharp, picture, { ...wholeOf(picture), y, height });
    for (let i = 0; i < coverage.length; i++) {
      if (coverage[i] !== 0) cells[row * columns + Math.floor((i % picture.width) / cell)] = 1;
    }
  }
  const found: Rectangle[] = [];
  for (let start = 0; start < cells.length; start++) {
    if (cells[start] !== 1) continue;
    const box = takeConnected(cells, columns, start);
    const area = { x: box.x * cell, y: box.y * cell, width: box.width * cell, height: box.height * cell };
    const inside = intersection(area, wholeOf(picture));
    if (inside) found.push(grownWithin(inside, featherReach(mask.feather), picture));
  }
  return joined(found);
}

/** Clears the cells that are connected with one, also over corners, and gives the box around them, in cells. */
function takeConnected(cells: Uint8Array, columns: number, start: number): Rectangle {
  const open = [start];
  cells[start] = 0;
  let [left, right, top, bottom] = [columns, 0, Math.floor(start / columns), 0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % columns;
    const y = Math.floor(at / columns);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = at + dy * columns + dx;
        if (x + dx < 0 || x + dx >= columns || cells[next] !== 1) continue;
        cells[next] = 0;
        open.push(next);
      }
    }
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Rectangles that share pixels become one, until none do. */
function joined(rectangles: readonly Rectangle[]): readonly Rectangle[] {
  let parts: Rectangle[] = [];
  for (const each of rectangles) {
    let whole = each;
    for (let before = -1; before !== parts.length; ) {
      before = parts.length;
      const apart = parts.filter((part) => !intersection(part, whole));
      for (const part of parts) if (!apart.includes(part)) whole = around(part, whole);
      parts = apart;
    }
    parts.push(whole);
  }
  return parts.sort((a, b) => a.y - b.y || a.x - b.x);
}

function around(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
