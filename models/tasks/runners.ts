import { CodedError } from '../../messages/errors';
import type { RunTask } from './task';

const modules = import.meta.glob<{ run: RunTask }>('./*/run.ts');

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
