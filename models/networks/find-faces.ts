import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import type { Rectangle } from '../../images/tiles';
import type { FaceDetectorModel } from '../catalog/model';
import type { FindContext } from '../tasks/task';
import { readFaceBoxes, type FaceBox } from './face-boxes';
import { oneEach } from './face-overlap';
import { faceWindows, type FaceWindow } from './face-windows';
import type { LoadedNetwork } from './open-network';
import { tensorOf, type PictureTensor } from './picture-tensor';

/** How near to a window's edge a face is one that goes on beyond it, in pixels of the input. */
const atEdge = 2;

/**
 * The faces of a picture, as boxes in its pixels, one for each. They are looked for in all of it and, in a large one, part
 * by part, so that those of a few hundredths of its width are found as well as those that fill it.
 *
 * @throws CodedError `model-failed` where the network does not do what its entry says; the signal's reason
 */
export async function findFaces(
  signal: AbortSignal,
  detector: LoadedNetwork<FaceDetectorModel>,
  picture: PixelSource,
  context: Pick<FindContext, 'progress' | 'pause'>,
): Promise<FaceBox[]> {
  const { input, overlap } = detector.model;
  const windows = faceWindows(picture, input);
  const found: FaceBox[] = [];
  for (const [at, view] of windows.entries()) {
    context.progress(at, windows.length);
    await context.pause();
    signal.throwIfAborted();
    const results = await detector.run(windowTensor(picture, view, input));
    const boxes = oneEach(readFaceBoxes(detector, results, view.size), overlap);
    found.push(...boxes.filter((box) => isWhole(box, view, picture)).map((box) => inPicture(box, view)));
  }
  context.progress(windows.length, windows.length);
  return oneEach(found, overlap);
}

/** A window of a picture as the detector takes it; what is beyond the window is black. */
export function windowTensor(picture: PixelSource, { window, scale, size }: FaceWindow, input: FaceDetectorModel['input']): PictureTensor {
  const width = Math.min(size.width, Math.max(1, Math.round(window.width * scale)));
  const height = Math.min(size.height, Math.max(1, Math.round(window.height * scale)));
  const part = readRegion(picture, { window, width, height });
  if (width === size.width && height === size.height) return tensorOf(part, size, input);
  const planes = new Float32Array(3 * size.width * size.height);
  for (let row = 0; row < 3 * height; row++) {
    const [channel, y] = [Math.floor(row / height), row % height];
    planes.set(part.subarray(row * width, (row + 1) * width), (channel * size.height + y) * size.width);
  }
  return tensorOf(planes, size, input);
}

/** A box of the input in pixels of the picture. */
function inPicture({ score, ...box }: FaceBox, { window, scale }: FaceWindow): FaceBox {
  return { x: window.x + box.x / scale, y: window.y + box.y / scale, width: box.width / scale, height: box.height / scale, score };
}

/** Whether a face does not go on beyond an edge of the window where there is more of the picture: another window shows all of it. */
function isWhole({ x, y, width, height }: Rectangle, { window, scale }: FaceWindow, picture: PixelSource): boolean {
  return (
    (window.x === 0 || x > atEdge) &&
    (window.y === 0 || y > atEdge) &&
    (window.x + window.width === picture.width || x + width < window.width * scale - atEdge) &&
    (window.y + window.height === picture.height || y + height < window.height * scale - atEdge)
  );
}
