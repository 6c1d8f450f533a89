import { z } from '../../messages/zod';
import type { OptionValues, TaskMeta } from './task';

/** One control of a tool's form. */
export type OptionField =
  | { kind: 'choice'; name: string; values: readonly string[]; initial: string }
  | { kind: 'number'; name: string; min: number; max: number; step: number; initial: number }
  | { kind: 'switch'; name: string; initial: boolean };

const property = z.union([
  z.object({ type: z.literal('string'), enum: z.array(z.string()), default: z.string() }),
  z.object({
    type: z.enum(['number', 'integer']),
    minimum: z.number(),
    maximum: z.number(),
    multipleOf: z.number().optional(),
    default: z.number(),
  }),
  z.object({ type: z.literal('boolean'), default: z.boolean() }),
]);
const objectSchema = z.object({ properties: z.record(z.string(), property) });

/**
 * The form of a tool, read off its options schema. Every option has a default; numbers have bounds.
 *
 * @throws ZodError when a schema describes an option that no control exists for.
 */
export function optionFields(meta: TaskMeta): OptionField[] {
  const { properties } = objectSchema.parse(z.toJSONSchema(meta.options, { io: 'input' }));
  return Object.entries(properties).map(([name, option]): OptionField => {
    switch (option.type) {
      case 'string':
        return { kind: 'choice', name, values: option.enum, initial: option.default };
      case 'boolean':
        return { kind: 'switch', name, initial: option.default };
      default:
        return {
          kind: 'number',
          name,
          min: option.minimum,
          max: option.maximum,
          step: option.multipleOf ?? (option.type === 'integer' ? 1 : (option.maximum - option.minimum) / 100),
          initial: option.default,
        };
    }
  });
}

/** The options with which a tool starts. */
export function defaultOptions(meta: TaskMeta): OptionValues {
  return meta.options.parse({});
}
