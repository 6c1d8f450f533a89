import { checkName, deviceTest, type DeviceTest } from '../../messages/library';
import type { DeviceFacts } from '../catalog/memory-plan';
import { readJson } from '../store/folders';
import { deviceName } from '../store/record';
import type { ProbedGpu } from './device';

/** What the test of this device found that was kept, if there was one. */
export async function readKeptTest(): Promise<DeviceTest | undefined> {
  return readJson(await navigator.storage.getDirectory(), deviceName, deviceTest);
}

/**
 * What a plan has to know of the backend that a job runs on. What no test of this browser on this
 * adapter has looked at is taken to be right: then the session itself says what is wrong.
 */
export function deviceFacts({ device, f16, largestBuffer }: ProbedGpu, kept: DeviceTest | undefined): DeviceFacts {
  const { backend, adapter } = device;
  const isCurrent =
    kept?.backend === backend && kept.adapter === adapter && kept.browser === navigator.userAgent.slice(0, 300);
  const checks = isCurrent ? kept.checks : checkName.options.map((name) => ({ name, outcome: 'right' as const }));
  return { backend, f16, largestBuffer, checks };
}
