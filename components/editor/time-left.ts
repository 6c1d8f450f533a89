/** Progress at one moment, in units and milliseconds. */
export interface ProgressPoint {
  at: number;
  done: number;
}

/**
 * Seconds that are left, from the mean pace since `start`. `undefined` in the first second and before
 * the first unit is done, when any number would be a guess.
 */
export function secondsLeft(start: ProgressPoint, now: ProgressPoint, total: number): number | undefined {
  const elapsed = now.at - start.at;
  const done = now.done - start.done;
  if (elapsed < 1000 || now.done < 1 || done <= 0 || total <= now.done) return undefined;
  return ((total - now.done) * elapsed) / done / 1000;
}
