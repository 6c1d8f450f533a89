import type { Point } from './viewport';

/** What moving a pointer does to the view. */
export interface GestureMove {
  pan: Point;
  /** Around which place it zooms, and by how much. */
  zoom?: { at: Point; factor: number };
}

interface DownPointer {
  at: Point;
  /** Whether something else is done with it as long as it is the only one. */
  isTaken: boolean;
}

/** The pointers that are down on a stage: one moves the view, two zoom it as well. */
export class PointerGesture {
  readonly #pointers = new Map<number, DownPointer>();

  down(id: number, at: Point, isTaken: boolean): void {
    this.#pointers.set(id, { at, isTaken });
  }

  /** @returns nothing where it moves nothing. */
  move(id: number, to: Point): GestureMove | undefined {
    const pointer = this.#pointers.get(id);
    if (!pointer) return undefined;
    const { at: from, isTaken } = pointer;
    const other = [...this.#pointers].find(([known]) => known !== id)?.[1].at;
    this.#pointers.set(id, { at: to, isTaken });
    const by = { x: to.x - from.x, y: to.y - from.y };
    if (!other) return isTaken ? undefined : { pan: by };
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    const factor = distance(to, other) / Math.max(1, distance(from, other));
    return { pan: { x: by.x / 2, y: by.y / 2 }, zoom: { at: middle, factor } };
  }

  up(id: number): void {
    this.#pointers.delete(id);
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
