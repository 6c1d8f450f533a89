import type { CDPSession } from 'playwright-core';
import { z } from 'zod';

const traceEvent = z.object({
  ph: z.string(),
  name: z.string(),
  /** When it began, in microseconds. */
  ts: z.number(),
  pid: z.number(),
  tid: z.number(),
  /** Thread time in microseconds: what the task itself used, whatever else the machine was doing. */
  tdur: z.number().optional(),
  dur: z.number().optional(),
  args: z.object({ name: z.string().optional(), data: z.unknown() }).partial().optional(),
});
type TraceEvent = z.infer<typeof traceEvent>;

export interface LongestTask {
  /** Thread time in milliseconds of the longest task of the page's main thread. */
  threadMilliseconds: number;
  /** How many tasks there were: none means that the wrong thread was watched. */
  tasks: number;
}

/** Watches every process of the browser until `stop`. Chromium. */
export async function startTrace(browser: CDPSession): Promise<{ stop(): Promise<TraceEvent[]> }> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => {
    for (const event of value) {
      const parsed = traceEvent.safeParse(event);
      if (parsed.success) events.push(parsed.data);
    }
  };
  browser.on('Tracing.dataCollected', collect);
  await browser.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordUntilFull',
      includedCategories: ['toplevel', '__metadata', 'blink.user_timing'],
      excludedCategories: ['*'],
    },
  });
  return {
    async stop() {
      const complete = new Promise<void>((resolve) => browser.once('Tracing.tracingComplete', () => resolve()));
      await browser.send('Tracing.end');
      await complete;
      browser.off('Tracing.dataCollected', collect);
      return events;
    },
  };
}

/**
 * The longest task of the main thread of the renderer in which `mark` was set with `performance.mark`
 * while the trace ran, among those that began after it.
 */
export function longestMainThreadTask(events: readonly TraceEvent[], mark: string): LongestTask {
  const marked = events.find((event) => event.name === mark);
  if (!marked) throw new Error(`The trace holds no mark "${mark}"`);
  const tasks = events.filter(
    ({ ph, pid, tid, ts, name }) =>
      ph === 'X' && pid === marked.pid && tid === marked.tid && ts >= marked.ts && name.endsWith('RunTask'),
  );
  const longest = tasks.reduce((most, event) => Math.max(most, event.tdur ?? event.dur ?? 0), 0);
  return { threadMilliseconds: longest / 1000, tasks: tasks.length };
}
