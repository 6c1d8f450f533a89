import { z } from '../../messages/zod';
import type { OptionValues, TaskMeta } from './task';

/** Bounds of an option that is a number. */
export interface NumberBounds {
  min: number;
  max: number;
  step: number;
}

interface CommonField {
  name: string;
  /** Whether it is shown only to those who ask for more. */
  more: boolean;
  /** The values of other options with which alone it is shown. */
  when?: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** One control of a tool's form. */
export type OptionField = CommonField &
  (
    | { kind: 'choice'; values: readonly string[]; initial: string }
    | ({ kind: 'number'; initial: number } & NumberBounds)
    | { kind: 'switch'; initial: boolean }
    /** Words of the person's own; `prompt` where they are what the tool is about. */
    | { kind: 'text' | 'prompt'; maxLength: number; initial: string }
    /** `#rrggbb`, in lower case. */
    | { kind: 'color'; initial: string }
    /** Id of another of the open pictures; nothing where there is none. */
    | { kind: 'picture'; initial: string }
    /** Width, with the option `height` beside it, which has the same bounds. */
    | ({ kind: 'size'; initial: number; initialHeight: number; maxPixels: number } & NumberBounds)
    /** A seed, with the option `keepSeed` beside it, without which every run has another. */
    | ({ kind: 'seed'; initial: number } & NumberBounds)
    /** Pixels to add on the left, with the options `top`, `right` and `bottom` beside it. */
    | ({ kind: 'border'; initial: number } & NumberBounds)
  );

/** The options that the controls of several options set besides the one that they are named after. */
export const besides = { size: ['height'], seed: ['keepSeed'], border: ['top', 'right', 'bottom'] } as const;

/** What a schema's `.meta()` may say of an option besides its type. `beside`: another option's control sets it, too. */
const presentation = {
  control: z.enum(['prompt', 'size', 'seed', 'border', 'beside', 'color', 'picture']).optional(),
  more: z.boolean().default(false),
  when: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])).optional(),
};

const property = z.union([
  z.object({ type: z.literal('string'), enum: z.array(z.string()), default: z.string(), ...presentation }),
  z.object({ type: z.literal('string'), default: z.string(), ...presentation, control: z.literal('color') }),
  z.object({ type: z.literal('string'), maxLength: z.number(), default: z.string(), ...presentation }),
  z.object({
    type: z.enum(['number', 'integer']),
    minimum: z.number(),
    maximum: z.number(),
    multipleOf: z.number().optional(),
    default: z.number(),
    ...presentation,
  }),
  z.object({ type: z.literal('boolean'), default: z.boolean(), ...presentation }),
]);
const objectSchema = z.object({ properties: z.record(z.string(), property) });

/** What a model says of an option: bounds and beginnings of its own, or that it has no use for it. */
export interface OptionFit extends Partial<NumberBounds> {
  initial?: string | number | boolean;
  /** Of a choice, those that it knows. */
  values?: readonly string[];
  unused?: boolean;
  /** Of a size, the most pixels that width and height may have together. */
  maxPixels?: number;
}

/** What a model says of a tool's options, by their names. */
export type OptionFits = Readonly<Record<string, OptionFit>>;

/**
 * The form of a tool, read off its options schema. Every option has a default; numbers have bounds.
 *
 * @param fits what the model that is to do it says of them.
 * @throws ZodError when a schema describes an option that no control exists for.
 */
export function optionFields(meta: TaskMeta, fits: OptionFits = {}): OptionField[] {
  const { properties } = objectSchema.parse(z.toJSONSchema(meta.options, { io: 'input' }));
  return Object.entries(properties).flatMap(([name, option]): OptionField[] => {
    const fit = fits[name] ?? {};
    if (option.control === 'beside' || fit.unused) return [];
    const common = { name, more: option.more, ...(option.when ? { when: option.when } : {}) };
    switch (option.type) {
      case 'string':
        if (option.control === 'color' || option.control === 'picture') {
          return [{ ...common, kind: option.control, initial: textOf(fit.initial, option.default) }];
        }
        if (!('enum' in option)) {
          const kind = option.control === 'prompt' ? 'prompt' : 'text';
          return [{ ...common, kind, maxLength: option.maxLength, initial: textOf(fit.initial, option.default) }];
        }
        return [{ ...common, kind: 'choice', values: fit.values ?? option.enum, initial: textOf(fit.initial, option.default) }];
      case 'boolean':
        return [{ ...common, kind: 'switch', initial: fit.initial === undefined ? option.default : fit.initial === true }];
      default: {
        const step = option.multipleOf ?? (option.type === 'integer' ? 1 : (option.maximum - option.minimum) / 100);
        const bounds = { min: fit.min ?? option.minimum, max: fit.max ?? option.maximum, step: fit.step ?? step };
        const initial = Number(fit.initial ?? option.default);
        if (option.control === 'size') {
          const initialHeight = Number(fits.height?.initial ?? initial);
          return [{ ...common, kind: 'size', ...bounds, initial, initialHeight, maxPixels: fit.maxPixels ?? bounds.max ** 2 }];
        }
        const kind = option.control === 'seed' || option.control === 'border' ? option.control : 'number';
        return [{ ...common, kind, ...bounds, initial }];
      }
    }
  });
}

/** Whether an option has a meaning beside the values that the others have. */
export function isShown({ when = {} }: Pick<OptionField, 'when'>, values: OptionValues): boolean {
  return Object.entries(when).every(([name, wanted]) => (Array.isArray(wanted) ? wanted : [wanted]).includes(values[name]));
}

function textOf(fit: OptionFit['initial'], otherwise: string): string {
  return fit === undefined ? otherwise : String(fit);
}

/**
 * The options that a run begins with: what the person chose, within what the model can do, and defaults for the
 * rest.
 *
 * @param chosen what the person changed.
 */
export function fittingOptions(meta: TaskMeta, chosen: Partial<OptionValues> = {}, fits: OptionFits = {}): OptionValues {
  const values = meta.options.parse({});
  for (const [name, { initial }] of Object.entries(fits)) if (initial !== undefined && name in values) values[name] = initial;
  for (const [name, value] of Object.entries(chosen)) {
    const fit = fits[name] ?? {};
    if (value === undefined || fit.unused) continue;
    if (fit.values && !fit.values.includes(String(value))) continue;
    values[name] = typeof value === 'number' ? within(value, fit) : value;
  }
  const { maxPixels } = fits.width ?? {};
  return maxPixels === undefined ? values : { ...values, ...sizeWithin(values, maxPixels, fits.width) };
}

/** A size of at most so many pixels: the height gives way. */
function sizeWithin({ width, height }: OptionValues, maxPixels: number, { min = 1, step = 1 }: OptionFit = {}): OptionValues {
  const most = Math.max(min, Math.floor(maxPixels / Number(width) / step) * step);
  return { height: Math.min(Number(height), most) };
}

/** The nearest number that bounds allow. */
function within(value: number, { min = -Infinity, max = Infinity, step }: Partial<NumberBounds>): number {
  const clamped = Math.min(max, Math.max(min, value));
  if (step === undefined || step <= 0 || min === -Infinity) return clamped;
  // Steps count from the lowest, as the controls do; a tenth is no binary fraction.
  const stepped = min + Math.round((clamped - min) / step) * step;
  return Number((stepped > max ? stepped - step : stepped).toFixed(6));
}
