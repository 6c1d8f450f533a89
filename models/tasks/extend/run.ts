import { borderBounds, borderCoverage, extendPicture } from '../../../images/extend';
import { CodedError } from '../../../messages/errors';
import { paint } from '../paint';
import type { RunTask } from '../task';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const values = schema.parse(options);
  const { picture } = context;
  const bounds = borderBounds(picture, values);
  if (!bounds) throw new CodedError('options-invalid', 'no border');
  const checkpoint = await context.openCheckpoint(meta.need(options));
  const painting = {
    source: extendPicture(picture, values),
    bounds,
    reach: 0,
    coverage: borderCoverage(picture, values),
    masked: true,
    strength: 1,
  };
  await paint(signal, checkpoint, values, painting, context);
};
