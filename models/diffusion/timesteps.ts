import { CodedError } from '../../messages/errors';
import { at, linspace, roundHalfEven } from './numpy';

type Spacing = 'linspace' | 'leading' | 'trailing';

/**
 * `count` of the training's timesteps 0 to `training` − 1, the latest first, spaced as diffusers' `timestep_spacing`
 * says. Those of `linspace` are fractions.
 */
export function spacedTimesteps(spacing: Spacing, count: number, training: number, offset: number): number[] {
  switch (spacing) {
    case 'linspace':
      return linspace(0, training - 1, count).reverse();
    case 'leading':
      return leadingTimesteps(count, Math.floor(training / count), offset);
    case 'trailing':
      return trailingTimesteps(count, training);
  }
}

/** 0 and on in steps of `stride`, `offset` later, the latest first. */
export function leadingTimesteps(count: number, stride: number, offset: number): number[] {
  return Array.from({ length: count }, (_, index) => (count - 1 - index) * stride + offset);
}

/**
 * From `training` − 1 down in steps of `training` / `count`, whose multiples are rounded as numpy's `arange` has
 * them. Its own rounding now and then adds a timestep of −1 (of 1000, from 61 steps on), which is left out.
 */
export function trailingTimesteps(count: number, training: number): number[] {
  const step = training - training / count - training;
  return Array.from({ length: count }, (_, index) => roundHalfEven(training + index * step) - 1);
}

/** Whether each number is less than the one before. */
export function falls(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number < at(numbers, index - 1));
}

/** Throws `steps-too-many` unless `timesteps` are of the training and each is earlier than the one before. */
export function checkTimesteps(timesteps: readonly number[], training: number): void {
  if (falls(timesteps) && timesteps.every((timestep) => timestep >= 0 && timestep < training)) return;
  throw new CodedError('steps-too-many', `timesteps ${timesteps.join(', ')} of ${training}`);
}
