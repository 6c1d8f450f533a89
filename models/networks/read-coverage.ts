import { CodedError } from '../../messages/errors';
import type { CoverageOutput } from '../catalog/subject-model';
import type { FloatValue } from '../runtime/graph';

/** How much of each of `columns` × `rows` equal parts of what a network saw is covered. */
export interface Coverage {
  /** 0–1, row by row. */
  values: Float32Array<ArrayBuffer>;
  columns: number;
  rows: number;
}

/**
 * What a network says is covered.
 *
 * @param value of its output, `[1, channels, rows, columns]`, `[1, rows, columns, channels]`, or without channels.
 * @throws CodedError `model-failed` where the output is of another shape or not finite
 */
export function readCoverage({ data, dims }: FloatValue, output: Pick<CoverageOutput, 'layout' | 'activation' | 'channel' | 'inverted'>): Coverage {
  const [batch, ...sides] = dims;
  const hasChannels = sides.length === 3;
  const [channels = 1, rows = 0, columns = 0] = !hasChannels
    ? [1, ...sides]
    : output.layout === 'nchw' ? sides : [sides[2], sides[0], sides[1]];
  const area = rows * columns;
  if (batch !== 1 || sides.length < 2 || sides.length > 3 || area === 0 || data.length !== channels * area || output.channel >= channels) {
    throw new CodedError('model-failed', `coverage of shape [${dims.join()}]`);
  }
  const isPlanar = output.layout === 'nchw' || !hasChannels;
  const [step, stride] = isPlanar ? [1, area] : [channels, 1];
  const values = new Float32Array(area);
  for (let i = 0; i < area; i++) values[i] = data[i * step + output.channel * stride] ?? 0;
  switch (output.activation) {
    case 'none':
      break;
    case 'sigmoid':
      for (let i = 0; i < area; i++) values[i] = 1 / (1 + Math.exp(-(values[i] ?? 0)));
      break;
    case 'softmax':
      for (let i = 0; i < area; i++) values[i] = share(data, i * step, stride, channels, values[i] ?? 0);
      break;
    case 'min-max':
      stretch(values);
  }
  for (let i = 0; i < area; i++) {
    const value = values[i] ?? 0;
    if (!Number.isFinite(value)) throw new CodedError('model-failed', 'coverage that is no number');
    const clamped = Math.max(0, Math.min(1, value));
    values[i] = output.inverted ? 1 - clamped : clamped;
  }
  return { values, columns, rows };
}

/** The softmax of one channel: exponentials of differences to it are summed, so that none is of two infinities. */
function share(data: Float32Array, start: number, stride: number, channels: number, own: number): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) sum += Math.exp((data[start + channel * stride] ?? 0) - own);
  return 1 / sum;
}

function stretch(values: Float32Array): void {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = most - least;
  for (let i = 0; i < values.length; i++) values[i] = range > 0 ? ((values[i] ?? 0) - least) / range : 0;
}
