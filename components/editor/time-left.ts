/** Progress at one moment, in units and milliseconds. */
export interface ProgressPoint {
  at: number;
  done: number;
}

/**
 * Seconds that are left, from the mean pace since `start`. In the first second and before the first unit is done any
 * number would be a guess: then it is told from what a unit took in an earlier job.
 *
 * @param unitMs milliseconds, where there was one.
 * @returns `undefined` where nothing is known.
 */
export function secondsLeft(start: ProgressPoint, now: ProgressPoint, total: number, unitMs?: number): number | undefined {
  const elapsed = now.at - start.at;
  const done = now.done - start.done;
  if (total <= now.done) return undefined;
  if (elapsed < 1000 || now.done < 1 || done <= 0) return unitMs === undefined ? undefined : ((total - now.done) * unitMs) / 1000;
  return ((total - now.done) * elapsed) / done / 1000;
}
