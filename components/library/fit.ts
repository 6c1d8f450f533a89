import type { Failure } from '../../messages/errors';
import type { DeviceTest } from '../../messages/library';
import { planMemory } from '../../models/catalog/memory-plan';
import type { ImageModel } from '../../models/catalog/model';

/**
 * Why this device cannot run a model; `undefined` where it can. Before the device has been tested only what
 * no common device could run is refused.
 */
export function misfit(model: ImageModel | undefined, device: DeviceTest | undefined): Failure | undefined {
  if (!model || model.source.kind === 'package') return undefined;
  const plan = planMemory(model, device);
  return plan.ok ? undefined : plan.failure;
}
