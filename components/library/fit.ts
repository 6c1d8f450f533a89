import type { Failure } from '../../messages/errors';
import type { DeviceTest } from '../../messages/library';
import { largestThatFits, planMemory } from '../../models/catalog/memory-plan';
import type { Model } from '../../models/catalog/model';

/**
 * Why this device cannot run a model; `undefined` where it can. Before the device has been tested only what
 * no common device could run is refused.
 */
export function misfit(model: Model | undefined, device: DeviceTest | undefined): Failure | undefined {
  if (!model || model.source.kind === 'package') return undefined;
  const plan = planMemory(model, device);
  return plan.ok ? undefined : plan.failure;
}

/** What to take in place of a model that does not fit: the largest that does the same and fits. */
export function instead(
  model: Model | undefined,
  device: DeviceTest | undefined,
  known: readonly Model[],
): Model | undefined {
  if (!model || misfit(model, device) === undefined) return undefined;
  const same = known.filter(
    (other) =>
      other.id !== model.id &&
      other.source.kind !== 'package' &&
      other.kind === model.kind &&
      scaleOf(other) === scaleOf(model) &&
      other.tasks.some((task) => model.tasks.includes(task)),
  );
  return largestThatFits(same, device);
}

function scaleOf(model: Model): number | undefined {
  return model.kind === 'image-to-image' ? model.scale : undefined;
}
