import { readRegion } from '../../../images/read-region';
import { wholeOf } from '../../../images/rectangle';
import { StretchedRows } from '../../../images/stretched-rows';
import { outputOf } from '../../networks/open-network';
import { tensorOf } from '../../networks/picture-tensor';
import { changeInBands } from '../change-in-bands';
import type { RunTask } from '../task';
import { colourRow } from './colour-row';
import { greyOf } from './grey';
import { meta, options as schema } from './meta';
import { readChroma } from './read-chroma';

/** Of the time that it takes, roughly. */
const networkShare = 0.5;

export const run: RunTask = async (signal, options, context) => {
  const { saturation } = schema.parse(options);
  const network = await context.openNetwork(meta.need(options), 'colouriser');
  const { picture } = context;
  const { input, output } = network.model;
  // A network alone says nothing of how far it is.
  context.progress(0, 1);
  await context.pause();
  const planes = readRegion(picture, { window: wholeOf(picture), width: input.width, height: input.height });
  const chroma = readChroma(outputOf(network, await network.run(tensorOf(greyOf(planes), input, input)), output));
  signal.throwIfAborted();
  for (let i = 0; i < chroma.data.length; i++) chroma.data[i] = ((chroma.data[i] ?? 0) * saturation) / 100;
  const rows = new StretchedRows(chroma.data, chroma, picture);
  const row = new Float32Array(2 * picture.width);
  await changeInBands(signal, context, (pixels, { y, width, height }) => {
    for (let line = 0; line < height; line++) {
      rows.read(y + line, row);
      colourRow(pixels.subarray(4 * line * width, 4 * (line + 1) * width), row);
    }
  }, networkShare);
};
