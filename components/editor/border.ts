import { optionFields } from '../../models/tasks/options';
import type { OptionValues, Size, TaskMeta } from '../../models/tasks/task';

/** Pixels added to a picture, by side. */
export interface Border {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Whether a tool adds a border to a picture. */
export function addsBorder(meta: TaskMeta | undefined): boolean {
  return meta !== undefined && optionFields(meta).some(({ kind }) => kind === 'border');
}

export const sides = ['left', 'top', 'right', 'bottom'] as const;
export type Side = (typeof sides)[number];

export const noBorder: Border = { left: 0, top: 0, right: 0, bottom: 0 };

/** The border among a tool's options. */
export function borderOf({ left, top, right, bottom }: OptionValues): Border {
  return { left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) };
}

/** An eighth of each side's length on both its ends, which makes the picture a quarter longer. */
export function quarterBorder({ width, height }: Size, max: number): Border {
  const across = Math.min(max, Math.round(width / 8));
  const down = Math.min(max, Math.round(height / 8));
  return { left: across, top: down, right: across, bottom: down };
}
