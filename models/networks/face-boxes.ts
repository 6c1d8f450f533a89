import { CodedError } from '../../messages/errors';
import type { FaceDetectorModel } from '../catalog/model';
import type { Size } from '../../images/rectangle';
import type { Rectangle } from '../../images/tiles';
import type { FloatValue } from '../runtime/graph';
import { outputOf, type LoadedNetwork } from './open-network';

/** Where a face is, and how sure a detector is of it, 0–1. */
export interface FaceBox extends Rectangle {
  score: number;
}

type Results = ReadonlyMap<string, FloatValue>;
type Detector = Pick<LoadedNetwork<FaceDetectorModel>, 'model' | 'outputs'>;

/** A face that YuNet saw, with the cell that saw it: pixels of the input for each cell of its grid, and which one it is. */
export interface YunetFace extends FaceBox {
  stride: number;
  cell: number;
}

const strides = [8, 16, 32] as const;

/**
 * The faces that a detector saw, as boxes in pixels of its input; several of one face, as it gives them.
 *
 * @param size of its input.
 * @throws CodedError `model-failed` where its outputs are of other shapes or no numbers
 */
export function readFaceBoxes(detector: Detector, results: Results, size: Size): FaceBox[] {
  return detector.model.decoder === 'yunet' ? readYunet(detector, results, size) : readUltraFace(detector, results, size);
}

/**
 * One face in each cell of three grids: score = √(class · object), middle = cell + offset and size = e^value, in cells
 * (Wu, Peng, Yu: YuNet, 2023; OpenCV's `FaceDetectorYN`).
 *
 * @throws CodedError `model-failed`
 */
export function readYunet(detector: Detector, results: Results, size: Size): YunetFace[] {
  return strides.flatMap((stride) => {
    const columns = size.width / stride;
    const cells = columns * (size.height / stride);
    const [classes, objects, boxes] = (['cls', 'obj', 'bbox'] as const).map((name) =>
      floatsOf(detector, results, `${name}_${stride}`, cells * (name === 'bbox' ? 4 : 1)),
    );
    const found: YunetFace[] = [];
    for (let i = 0; i < cells; i++) {
      const score = scoreOf(detector, Math.sqrt(clamped(classes?.[i]) * clamped(objects?.[i])));
      if (score < detector.model.threshold) continue;
      const value = (at: number): number => boxes?.[4 * i + at] ?? NaN;
      const [width, height] = [Math.exp(value(2)) * stride, Math.exp(value(3)) * stride];
      const [middleX, middleY] = [((i % columns) + value(0)) * stride, (Math.floor(i / columns) + value(1)) * stride];
      const box = boxOf(detector, { x: middleX - width / 2, y: middleY - height / 2, width, height });
      found.push({ ...box, score, stride, cell: i });
    }
    return found;
  });
}

/** Two scores for each box, of none and of a face, and the box's corners as shares of the input. */
function readUltraFace(detector: Detector, results: Results, size: Size): FaceBox[] {
  const scores = outputOf(detector, results, 'scores').data;
  const count = scores.length / 2;
  const boxes = floatsOf(detector, results, 'boxes', 4 * count);
  const found: FaceBox[] = [];
  for (let i = 0; i < count; i++) {
    const score = scoreOf(detector, scores[2 * i + 1] ?? NaN);
    if (score < detector.model.threshold) continue;
    const [left = NaN, top = NaN, right = NaN, bottom = NaN] = boxes.subarray(4 * i, 4 * i + 4);
    const [x, y] = [left * size.width, top * size.height];
    found.push({ ...boxOf(detector, { x, y, width: right * size.width - x, height: bottom * size.height - y }), score });
  }
  return found;
}

/** @throws CodedError `model-failed` where it is no box */
function boxOf({ model }: Detector, box: Rectangle): Rectangle {
  const { x, y, width, height } = box;
  if (![x, y, width, height].every(Number.isFinite) || width <= 0 || height <= 0) {
    throw new CodedError('model-failed', `${model.id}: a face of ${width} × ${height}`);
  }
  return box;
}

function clamped(value = NaN): number {
  return Math.max(0, Math.min(1, value));
}

function scoreOf({ model }: Detector, score: number): number {
  if (Number.isNaN(score)) throw new CodedError('model-failed', `${model.id}: a score that is no number`);
  return score;
}

/**
 * The numbers of an output that has to have so many.
 *
 * @throws CodedError `model-failed`
 */
export function floatsOf(detector: Detector, results: Results, name: string, count: number): Float32Array {
  const { data, dims } = outputOf(detector, results, name);
  if (data.length !== count) throw new CodedError('model-failed', `${detector.model.id}: "${name}" of shape [${dims.join()}]`);
  return data;
}
