import { outputOf } from '../../networks/open-network';
import { pictureTensor } from '../../networks/picture-tensor';
import { readCoverage } from '../../networks/read-coverage';
import { sharpenCoverage } from '../../networks/sharpen-coverage';
import type { FindTask } from '../task';
import { meta } from './meta';

/** Share of the picture below which what was found is nothing. */
const leastShare = 0.001;

export const find: FindTask = async (signal, options, context) => {
  const { picture } = context;
  const network = await context.openNetwork(meta.need(options), 'subject');
  const { input, output } = network.model;
  context.progress(0, 2);
  const results = await network.run(pictureTensor(picture, input));
  signal.throwIfAborted();
  context.progress(1, 2);
  await context.pause();
  const found = readCoverage(outputOf(network, results, output.name), output);
  const { values, columns, rows } = sharpenCoverage(picture, found, output.isMatte);
  const share = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (share < leastShare) return [];
  const bytes = Uint8Array.from(values, (value) => Math.round(value * 255));
  const { width, height } = picture;
  context.progress(2, 2);
  return [{ kind: 'coverage', erase: false, x: 0, y: 0, width, height, columns, rows, values: bytes }];
};
