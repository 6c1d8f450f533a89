import { objectShape } from '../../networks/read-object';
import { boxOf } from '../../networks/segmenter-input';
import type { PointTask } from '../task';
import { meta } from './meta';

export const point: PointTask = async (signal, hints, context) => {
  context.progress(0, 2);
  const segmenter = await context.openSegmenter(meta.need({}));
  await context.pause();
  const picture = await segmenter.see(context.pictureId, () => context.openPicture());
  context.progress(1, 2);
  await context.pause();
  const { logits, seen } = await segmenter.find(hints);
  signal.throwIfAborted();
  context.progress(2, 2);
  const shape = objectShape(logits, seen, picture, segmenter.model.boxes.as === 'middle' ? boxOf(hints) : undefined);
  return shape ? [shape] : [];
};
