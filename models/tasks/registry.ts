import type { TaskMeta } from './task';

const groupOrder = ['make', 'change', 'repair', 'hide'] as const;

const modules = import.meta.glob<{ meta: TaskMeta }>('./*/meta.ts', { eager: true });

/** Every tool, in their order: a folder beside this file with a `meta.ts` is a tool. */
export const allTasks: readonly TaskMeta[] = Object.values(modules)
  .map((module) => module.meta)
  .sort(
    (a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || a.order - b.order,
  );

/** Those with a place in the rail. */
export const tasks: readonly TaskMeta[] = allTasks.filter(({ marksOnly }) => marksOnly !== true);

export function findTask(id: string): TaskMeta | undefined {
  return allTasks.find((task) => task.id === id);
}
