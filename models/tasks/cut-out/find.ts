import { outputOf } from '../../networks/open-network';
import { pictureTensor } from '../../networks/picture-tensor';
import { readCoverage } from '../../networks/read-coverage';
import type { FindTask } from '../task';
import { meta } from './meta';

/** Share of the picture below which what was found is nothing. */
const leastShare = 0.001;

export const find: FindTask = async (signal, options, _hints, { picture, openNetwork, progress }) => {
  const network = await openNetwork(meta.need(options), 'subject');
  const { input, output } = network.model;
  progress(0, 1);
  const results = await network.run(pictureTensor(picture, input));
  signal.throwIfAborted();
  const { values, columns, rows } = readCoverage(outputOf(network, results, output.name), output);
  progress(1, 1);
  const bytes = Uint8Array.from(values, (value) => Math.round(value * 255));
  const share = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (share < leastShare) return [];
  const { width, height } = picture;
  return [{ kind: 'coverage', erase: false, x: 0, y: 0, width, height, columns, rows, values: bytes }];
};
