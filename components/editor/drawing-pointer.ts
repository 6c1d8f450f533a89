/** Who a pointer is. */
export type PointerIdentity = Pick<PointerEvent, 'pointerId' | 'pointerType'>;

/** Which pointer draws: one at a time. Two fingers are a gesture; what the first of them began to draw is dropped. */
export class DrawingPointer {
  #drawing: PointerIdentity | undefined;
  readonly #fingers = new Set<number>();

  /** A pointer comes down: whether it begins to draw, has what is being drawn dropped, or changes nothing. */
  down({ pointerId, pointerType }: PointerIdentity): 'begins' | 'drops' | 'nothing' {
    const isFinger = pointerType === 'touch';
    if (isFinger) this.#fingers.add(pointerId);
    const byFinger = this.#drawing?.pointerType === 'touch';
    if (isFinger && this.#fingers.size > 1) {
      if (!byFinger) return 'nothing';
      this.#drawing = undefined;
      return 'drops';
    }
    // A hand often lies down before the pen that it holds.
    if (this.#drawing && !(byFinger && pointerType === 'pen')) return 'nothing';
    this.#drawing = { pointerId, pointerType };
    return 'begins';
  }

  /** Whether it is the one that draws. */
  draws({ pointerId }: PointerIdentity): boolean {
    return this.#drawing?.pointerId === pointerId;
  }

  /** Whether where it is may be shown: a finger that draws nothing is no brush. */
  points(pointer: PointerIdentity): boolean {
    return this.draws(pointer) || (!this.#drawing && pointer.pointerType !== 'touch');
  }

  /** A pointer is lifted or lost; tells whether it was the one that drew. */
  up(pointer: PointerIdentity): boolean {
    this.#fingers.delete(pointer.pointerId);
    if (!this.draws(pointer)) return false;
    this.#drawing = undefined;
    return true;
  }
}
