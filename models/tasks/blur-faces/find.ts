import type { MaskShape } from '../../../images/mask';
import { intersection, wholeOf } from '../../../images/rectangle';
import type { Rectangle } from '../../../images/tiles';
import { findFaces } from '../../networks/find-faces';
import type { FindTask } from '../task';
import { meta } from './meta';

/**
 * How much wider and higher than a face's box the oval around it is. A box ends at the brows or the hairline, the chin and
 * the cheeks: an oval that holds its corners is √2 as large, and what is over it is ears and hairline.
 */
const wider = 1.5;
const higher = 1.6;

/** How far the oval's middle is above that of the box, as a share of the box's height: there is more forehead than chin beyond it. */
const raised = 0.05;

export const find: FindTask = async (signal, options, context) => {
  const detector = await context.openNetwork(meta.need(options), 'face-detector');
  const { picture } = context;
  // What a broken network says of places outside of the picture is left out.
  const faces = (await findFaces(signal, detector, picture, context)).flatMap((face) => intersection(face, wholeOf(picture)) ?? []);
  // From left to right, as people read a group.
  return faces.toSorted((a, b) => a.x + a.width / 2 - b.x - b.width / 2).map(ovalAround);
};

/** The oval that hides the face in a box. */
function ovalAround({ x, y, width, height }: Rectangle): MaskShape {
  const hundredths = (value: number): number => Math.round(value * 100) / 100;
  const oval = {
    x: x + (width - wider * width) / 2,
    y: y + (height - higher * height) / 2 - raised * height,
    width: wider * width,
    height: higher * height,
  };
  return { kind: 'ellipse', erase: false, x: hundredths(oval.x), y: hundredths(oval.y), width: hundredths(oval.width), height: hundredths(oval.height) };
}
