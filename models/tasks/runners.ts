import { CodedError } from '../../messages/errors';
import type { FindTask, PointTask, RunTask } from './task';

const modules = import.meta.glob<{ run: RunTask }>('./*/run.ts');
const finders = import.meta.glob<{ find: FindTask }>('./*/find.ts');
const pointers = import.meta.glob<{ point: PointTask }>('./*/point.ts');

/**
 * The worker side of a tool; kept apart from `registry.ts` so that pages do not carry model code.
 *
 * @throws CodedError `options-invalid` when there is no such tool.
 */
export async function loadRunner(id: string): Promise<RunTask> {
  const load = modules[`./${id}/run.ts`];
  if (!load) throw new CodedError('options-invalid', `no tool ${id}`);
  return (await load()).run;
}

/**
 * What marks by itself for a tool.
 *
 * @throws CodedError `options-invalid` where there is no such tool, or it marks nothing.
 */
export async function loadFinder(id: string): Promise<FindTask> {
  const load = finders[`./${id}/find.ts`];
  if (!load) throw new CodedError('options-invalid', `${id} finds nothing`);
  return (await load()).find;
}

/**
 * What marks by itself what is at a place.
 *
 * @throws CodedError `options-invalid` where there is no such tool, or it has no use for places.
 */
export async function loadPointer(id: string): Promise<PointTask> {
  const load = pointers[`./${id}/point.ts`];
  if (!load) throw new CodedError('options-invalid', `${id} finds nothing at a place`);
  return (await load()).point;
}
