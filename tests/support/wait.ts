export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks again and again until there is something.
 *
 * @throws Error that names `what` after `timeout` milliseconds.
 */
export async function until<Value>(
  what: string,
  ask: () => Value | undefined | false | '' | Promise<Value | undefined | false | ''>,
  timeout = 20_000,
  interval = 50,
): Promise<Value> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== '') return answer;
    if (Date.now() > end) throw new Error(`Waited ${timeout} ms in vain for ${what}`);
    await sleep(interval);
  }
}

/** Waits until a count has stayed the same for `milliseconds`. */
export async function quiet(count: () => number, milliseconds = 2000): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await sleep(milliseconds);
  }
}
