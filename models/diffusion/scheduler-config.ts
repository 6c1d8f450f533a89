import { CodedError } from '../../messages/errors';
import { z } from '../../messages/zod';
import { fieldsOf, knownFields, schedulerFields } from './scheduler-fields';

/** Which scheduler, and all its fields: those of diffusers' `scheduler_config.json`, under diffusers' names. */
export type SchedulerConfig = z.infer<typeof schedulerFields>;
export type SchedulerClass = SchedulerConfig['_class_name'];
export type ConfigOf<Class extends SchedulerClass> = Extract<SchedulerConfig, { _class_name: Class }>;

const anyFields = z.record(z.string(), z.unknown());

/**
 * The configuration of a scheduler out of `fields`, which are as `scheduler_config.json` has them. What is
 * missing gets diffusers' own default. `className` is the scheduler's class; where it is left out, the
 * file's `_class_name` is.
 *
 * Fields that belong to another class only are ignored, as diffusers ignores them: most files carry some.
 * Errors: `scheduler-unsupported`, whose detail names the class, or the field and its value.
 */
export function readSchedulerConfig(fields: unknown, className?: string): SchedulerConfig {
  const raw = anyFields.safeParse(fields);
  if (!raw.success) throw unsupported('scheduler_config.json', fields);
  const named = className ?? raw.data._class_name;
  const own = typeof named === 'string' ? fieldsOf(named) : undefined;
  if (own === undefined) throw unsupported('_class_name', named);
  const kept = Object.entries(raw.data).filter(([name]) => !name.startsWith('_'));
  const unknown = kept.find(([name]) => !knownFields.has(name));
  if (unknown) throw unsupported(...unknown);
  const config = schedulerFields.safeParse({
    ...Object.fromEntries(kept.filter(([name]) => own.includes(name))),
    _class_name: named,
  });
  if (config.success) return config.data;
  const field = String(config.error.issues[0]?.path[0]);
  throw unsupported(field, raw.data[field]);
}

/** The error for a scheduler, or a setting of one, that is not computed here. */
export function unsupported(field: string, value: unknown): CodedError {
  const detail = `${field}: ${value === undefined ? 'missing' : JSON.stringify(value)}`;
  return new CodedError('scheduler-unsupported', detail, { detail: detail.slice(0, 100) });
}
