import type { PixelSource } from '../../../images/pixel-source';
import { grownWithin, type Size } from '../../../images/rectangle';
import type { Rectangle } from '../../../images/tiles';
import { CodedError } from '../../../messages/errors';
import type { FaceDetectorModel } from '../../catalog/model';
import { floatsOf, readYunet, type YunetFace } from '../../networks/face-boxes';
import { overlapOf } from '../../networks/face-overlap';
import { shown } from '../../networks/face-windows';
import { windowTensor } from '../../networks/find-faces';
import type { LoadedNetwork } from '../../networks/open-network';
import type { FloatValue } from '../../runtime/graph';

/** A place in a picture, in its pixels. */
export interface Point {
  x: number;
  y: number;
}

type Results = ReadonlyMap<string, FloatValue>;

const pointsOfFace = 5;

/** Of the longer side of a face when it is looked at closely, in pixels of the input. */
const usualFace = 128;

/** How much around it is seen, as a share of its longer side. */
const around = 0.75;

/** Of two boxes that are of one face. */
const leastOverlap = 0.3;

/**
 * Both eyes, the tip of the nose and both corners of the mouth, left to right as they are seen, of a face that was found: YuNet
 * looks at it once more, alone and at a size that suits it.
 *
 * @returns nothing where it sees no face there now.
 * @throws CodedError `model-failed` where the network does not do what its entry says
 */
export async function landmarksOf(detector: LoadedNetwork<FaceDetectorModel>, picture: PixelSource, face: Rectangle): Promise<Point[] | undefined> {
  const { input } = detector.model;
  const longer = Math.max(face.width, face.height);
  const window = grownWithin(wholePixels(face), Math.ceil(longer * around), picture);
  const room = 'width' in input ? Math.min(input.width, input.height) : input.longest;
  const scale = Math.min(usualFace / longer, room / Math.max(window.width, window.height));
  const view = shown(window, scale, input);
  const results = await detector.run(windowTensor(picture, view, input));
  const wanted = { x: (face.x - window.x) * scale, y: (face.y - window.y) * scale, width: face.width * scale, height: face.height * scale };
  const [best] = readYunet(detector, results, view.size)
    .filter((seen) => overlapOf(seen, wanted) >= leastOverlap)
    .sort((one, other) => other.score - one.score);
  return best && pointsOf(detector, results, view.size, best).map(({ x, y }) => ({ x: window.x + x / scale, y: window.y + y / scale }));
}

/** Five offsets to the cell that saw the face, in cells. */
function pointsOf(detector: LoadedNetwork<FaceDetectorModel>, results: Results, { width, height }: Size, { stride, cell }: YunetFace): Point[] {
  const columns = width / stride;
  const values = floatsOf(detector, results, `kps_${stride}`, 2 * pointsOfFace * columns * (height / stride));
  const offsets = values.subarray(2 * pointsOfFace * cell, 2 * pointsOfFace * (cell + 1));
  if (!offsets.every(Number.isFinite)) throw new CodedError('model-failed', `${detector.model.id}: places that are no numbers`);
  return Array.from({ length: pointsOfFace }, (_, i) => ({
    x: ((cell % columns) + (offsets[2 * i] ?? 0)) * stride,
    y: (Math.floor(cell / columns) + (offsets[2 * i + 1] ?? 0)) * stride,
  }));
}

function wholePixels({ x, y, width, height }: Rectangle): Rectangle {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}
