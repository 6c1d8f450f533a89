import { CodedError } from '../../messages/errors';
import type { Verdict } from '../../messages/editor-port';
import type { ClassifierModel } from '../catalog/classifier-model';

/**
 * What the logits of a classifier say of a picture.
 *
 * @param logits one for each label, in their order.
 * @throws CodedError `model-failed` where they are of another number or not finite.
 */
export function verdictOf(
  logits: ArrayLike<number>,
  { id, labels, explicit, threshold }: Pick<ClassifierModel, 'id' | 'labels' | 'explicit' | 'threshold'>,
): Verdict {
  const values = Array.from(logits);
  if (values.length !== labels.length || !values.every(Number.isFinite)) {
    throw new CodedError('model-failed', `${id}: logits ${values.slice(0, 10).join(', ')} for ${labels.length} labels`);
  }
  // Of differences to the largest no exponential is infinite.
  const largest = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((all, each) => all + each, 0);
  const wanted = exponentials.filter((_, index) => explicit.includes(labels[index] ?? '')).reduce((all, each) => all + each, 0);
  const score = Math.min(1, wanted / sum);
  return { outcome: score >= threshold ? 'explicit' : 'fine', score };
}
