import type en from '../../public/_locales/en/messages.json';
import type { ErrorCode } from '../../messages/errors';
import type { ImportReason } from '../../messages/import-reason';

/**
 * Every string that a view may ask for: the interface's own, checked by the compiler, and those that
 * tools bring along, checked by a test.
 */
export type MessageKey = keyof typeof en | `task_${string}` | `error_${string}` | `import_reason_${string}`;

/** The sentence for an error. */
export function errorKey(code: ErrorCode): MessageKey {
  return `error_${code.replaceAll('-', '_')}`;
}

export function reasonKey(reason: ImportReason): MessageKey {
  return `import_reason_${reason.replaceAll('-', '_')}`;
}

const underscored = (id: string): string => id.replaceAll('-', '_');

/** The strings of a tool, as named in its `strings.json`. */
export const taskKeys = {
  name: (task: string): MessageKey => `task_${underscored(task)}_name`,
  description: (task: string): MessageKey => `task_${underscored(task)}_description`,
  /** What is left to say before the tool can run. */
  missing: (task: string): MessageKey => `task_${underscored(task)}_missing`,
  /** What makes a tool mark by itself what it is about. */
  find: (task: string): MessageKey => `task_${underscored(task)}_find`,
  /** What the marked part is to a tool, and what brushes do to it. */
  mask: (task: string): MessageKey => `task_${underscored(task)}_mask`,
  maskAdd: (task: string): MessageKey => `task_${underscored(task)}_mask_add`,
  maskRemove: (task: string): MessageKey => `task_${underscored(task)}_mask_remove`,
  /** What does it without a model. */
  unaided: (task: string): MessageKey => `task_${underscored(task)}_unaided`,
  unaidedHelp: (task: string): MessageKey => `task_${underscored(task)}_unaided_help`,
  /** What the parts are that a tool lists, and one of them by its number. */
  parts: (task: string): MessageKey => `task_${underscored(task)}_parts`,
  part: (task: string): MessageKey => `task_${underscored(task)}_part`,
  /** Why a tool needs a second model. */
  helper: (task: string): MessageKey => `task_${underscored(task)}_helper`,
  option: (task: string, option: string): MessageKey =>
    `task_${underscored(task)}_option_${underscored(option)}`,
  help: (task: string, option: string): MessageKey =>
    `task_${underscored(task)}_option_${underscored(option)}_help`,
  value: (task: string, option: string, value: string): MessageKey =>
    `task_${underscored(task)}_option_${underscored(option)}_${underscored(value)}`,
} as const;
