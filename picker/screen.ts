import { cropInCapture } from './crop';
import { pngOf } from './draw';
import type { Box } from './geometry';
import { PickError } from './pick-error';
import { captureTab } from './send';

/**
 * A part of the visible tab as PNG, at the resolution of the screen.
 *
 * @param box in the top viewport.
 * @throws PickError `capture-failed`, also where nothing of the box is visible.
 */
export async function captureBox(box: Box): Promise<Blob> {
  const capture = await captureTab();
  const bitmap = await createImageBitmap(capture);
  try {
    const { offsetLeft, offsetTop, scale } = visualViewport ?? { offsetLeft: 0, offsetTop: 0, scale: 1 };
    const crop = cropInCapture(box, { innerWidth, offsetLeft, offsetTop, scale }, bitmap);
    if (!crop) throw new PickError('capture-failed', 'the picture is not in view');
    const canvas = new OffscreenCanvas(crop.width, crop.height);
    const context = canvas.getContext('2d');
    if (!context) throw new PickError('capture-failed', 'no canvas');
    context.drawImage(bitmap, -crop.x, -crop.y);
    return await pngOf(canvas);
  } finally {
    bitmap.close();
  }
}

/** Waits until what was just changed is on the screen; hidden tabs paint nothing, so not forever. */
export async function painted(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const twoFrames = frame().then(frame);
  await Promise.race([twoFrames, new Promise((resolve) => setTimeout(resolve, 500))]);
}
