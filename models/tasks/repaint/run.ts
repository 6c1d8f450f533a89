import { featherReach } from '../../../images/feather';
import { maskBounds } from '../../../images/mask';
import { rasteriseMask } from '../../../images/rasterise-mask';
import type { Rectangle } from '../../../images/tiles';
import { CodedError } from '../../../messages/errors';
import { paint } from '../paint';
import type { RunTask } from '../task';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const values = schema.parse(options);
  const { picture: source, mask } = context;
  const bounds = mask && maskBounds(mask, source);
  if (!mask || !bounds) throw new CodedError('nothing-marked');
  const checkpoint = await context.openCheckpoint(meta.need(options));
  const painting = {
    source,
    bounds,
    reach: featherReach(mask.feather),
    coverage: (area: Rectangle) => rasteriseMask(mask, source, area),
    masked: true,
    strength: values.strength / 100,
  };
  await paint(signal, checkpoint, values, painting, context);
};
