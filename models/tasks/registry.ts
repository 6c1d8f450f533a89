import type { TaskMeta } from './task';

const groupOrder = ['make', 'change', 'repair', 'hide'] as const;

const modules = import.meta.glob<{ meta: TaskMeta }>('./*/meta.ts', { eager: true });

/** Every tool, in the order of the rail: a folder beside this file with a `meta.ts` is a tool. */
export const tasks: readonly TaskMeta[] = Object.values(modules)
  .map((module) => module.meta)
  .sort(
    (a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || a.order - b.order,
  );

export function findTask(id: string): TaskMeta | undefined {
  return tasks.find((task) => task.id === id);
}
