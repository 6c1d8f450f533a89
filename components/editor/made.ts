import { besides, optionFields } from '../../models/tasks/options';
import type { TaskMeta } from '../../models/tasks/task';
import type { I18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import type { Made, Picture, Revision } from './state';

/** One of the settings that something was made with, in words. */
export interface Setting {
  label: string;
  value: string;
}

/** Of what kind a result is, as files say it: made by a model from words, or with parts that one made. */
export function sourceOf(input: Revision | undefined, invents: boolean): Revision['source'] {
  if (!input) return 'trainedAlgorithmicMedia';
  return input.source ?? (invents ? 'compositeWithTrainedAlgorithmicMedia' : undefined);
}

/** What was made up last of a picture, up to the state that is looked at. */
export function lastMade({ original, results, position }: Picture): Revision | undefined {
  return results.slice(0, position).findLast(({ made }) => made) ?? (original.made ? original : undefined);
}

/** Settings that are not of one picture. */
const ofTheRun = new Set<string>(['keepSeed', 'variations']);

/** What something was made with: its prompt first, the model last; what was left empty is left out. */
export function settingsOf(meta: TaskMeta, made: Made, { t }: Pick<I18n, 't'>): Setting[] {
  const settings = optionFields(meta).flatMap((field): Setting[] => {
    const { name, kind } = field;
    const value = made.options[name];
    if (value === undefined || value === '' || ofTheRun.has(name)) return [];
    const label = t(taskKeys.option(meta.id, name));
    switch (kind) {
      case 'choice':
        return [{ label, value: t(taskKeys.value(meta.id, name, String(value))) }];
      case 'size':
        return [{ label, value: `${String(value)} × ${String(made.options.height)}` }];
      case 'border':
        return [{ label, value: [name, ...besides.border].map((side) => String(made.options[side])).join(', ') }];
      case 'switch':
        return value === true ? [{ label, value: '✓' }] : [];
      default:
        return [{ label, value: String(value) }];
    }
  });
  return made.modelName === '' ? settings : [...settings, { label: t('panel_model'), value: made.modelName }];
}
