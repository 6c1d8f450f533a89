import { expect, test } from 'vitest';
import { z } from '../../../messages/zod';
import { fittingOptions, isShown, optionFields } from '../../../models/tasks/options';
import { tasks } from '../../../models/tasks/registry';
import type { OptionValues, TaskMeta } from '../../../models/tasks/task';

const meta: TaskMeta = {
  id: 'test',
  group: 'make',
  icon: 'wand-sparkles',
  order: 1,
  options: z.strictObject({
    prompt: z.string().max(100).default('').meta({ control: 'prompt' }),
    style: z.enum(['none', 'photo', 'neon']).default('none'),
    width: z.int().min(64).max(2048).multipleOf(8).default(512).meta({ control: 'size' }),
    height: z.int().min(64).max(2048).multipleOf(8).default(512).meta({ control: 'beside' }),
    guidance: z.number().min(1).max(20).multipleOf(0.1).default(7).meta({ more: true }),
    seed: z.int().min(0).max(99).default(0).meta({ control: 'seed', more: true }),
    keepSeed: z.boolean().default(false).meta({ control: 'beside' }),
  }),
  input: 'nothing',
  need: () => ({ task: 'test' }),
  resultSize: (size) => size,
};

test('a form has a control for each option, but for those that another control sets', () => {
  expect(optionFields(meta).map(({ name, kind, more }) => [name, kind, more])).toEqual([
    ['prompt', 'prompt', false],
    ['style', 'choice', false],
    ['width', 'size', false],
    ['guidance', 'number', true],
    ['seed', 'seed', true],
  ]);
});

test('a colour, another picture, and what is shown beside some values of others have controls of their own', () => {
  const options = z.strictObject({
    behind: z.enum(['nothing', 'color', 'picture']).default('nothing'),
    color: z.string().regex(/^#[0-9a-f]{6}$/).default('#ffffff').meta({ control: 'color', when: { behind: 'color' } }),
    picture: z.string().max(36).default('').meta({ control: 'picture', when: { behind: 'picture' } }),
  });
  const fields = optionFields({ ...meta, options });
  expect(fields.map(({ kind, initial }) => [kind, initial])).toEqual([['choice', 'nothing'], ['color', '#ffffff'], ['picture', '']]);
  const shown = (values: OptionValues) => fields.filter((field) => isShown(field, values)).map(({ name }) => name);
  expect(shown({ behind: 'nothing' })).toEqual(['behind']);
  expect(shown({ behind: 'color' })).toEqual(['behind', 'color']);
  expect(options.safeParse({ color: 'red' }).success).toBe(false);
});

test('a model narrows what is offered, says its own beginnings, and leaves out what it has no use for', () => {
  const fits = {
    style: { values: ['none', 'neon'] },
    width: { min: 128, max: 256, step: 32, initial: 128 },
    height: { min: 128, max: 256, step: 32, initial: 160 },
    guidance: { unused: true },
  };
  const fields = optionFields(meta, fits);
  expect(fields.find(({ name }) => name === 'style')).toMatchObject({ values: ['none', 'neon'] });
  expect(fields.find(({ name }) => name === 'width')).toMatchObject({ min: 128, max: 256, step: 32, initial: 128, initialHeight: 160 });
  expect(fields.some(({ name }) => name === 'guidance')).toBe(false);
  expect(fittingOptions(meta, {}, fits)).toMatchObject({ width: 128, height: 160, guidance: 7 });
});

test('what was chosen for another model is brought within what this one can do', () => {
  const fits = {
    style: { values: ['none', 'neon'] },
    width: { min: 128, max: 256, step: 32 },
    guidance: { min: 1, max: 3, step: 0.1 },
  };
  const chosen = { prompt: 'a fox', style: 'photo', width: 2000, guidance: 7.5 };
  expect(fittingOptions(meta, chosen, fits)).toMatchObject({ prompt: 'a fox', style: 'none', width: 256, guidance: 3 });
  expect(fittingOptions(meta, { width: 150, guidance: 2.3 }, fits)).toMatchObject({ width: 160, guidance: 2.3 });
  expect(meta.options.safeParse(fittingOptions(meta, chosen, fits)).success).toBe(true);
});

test('a size of more pixels than the model makes loses height', () => {
  const bounds = { min: 64, max: 1024, step: 64 };
  const fits = { width: { ...bounds, maxPixels: 512 * 512 }, height: bounds };
  expect(fittingOptions(meta, { width: 1024, height: 1024 }, fits)).toMatchObject({ width: 1024, height: 256 });
  expect(fittingOptions(meta, { width: 512, height: 512 }, fits)).toMatchObject({ width: 512, height: 512 });
});

test('an option of which nothing is known is refused by the schema rather than dropped', () => {
  expect(meta.options.safeParse(fittingOptions(meta, { unknown: 1 })).success).toBe(false);
});

test.each(tasks.filter(({ generates }) => generates).map((task) => [task.id, task] as const))('%s has the options that whatever makes things up has', (_id, task) => {
  expect(fittingOptions(task)).toMatchObject({ prompt: '', variations: 1, seed: 0, keepSeed: false });
  expect(task.options.safeParse(fittingOptions(task)).success).toBe(true);
});
