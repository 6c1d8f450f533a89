import type { PreviewPatch } from '../../messages/editor-port';
import type { Size } from '../../models/tasks/task';

/**
 * The finished parts of a running job, drawn as they come. Lives outside React's state: patches come
 * many times a second and change nothing but these pixels.
 */
export class PreviewSurface {
  readonly canvas: HTMLCanvasElement = document.createElement('canvas');

  constructor() {
    this.canvas.className = 'stage__preview';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.clear();
  }

  draw(patch: PreviewPatch): void {
    const { canvas } = this;
    if (canvas.width !== patch.width || canvas.height !== patch.height) {
      canvas.width = patch.width;
      canvas.height = patch.height;
    }
    const pixels = new Uint8ClampedArray(patch.pixels);
    const image = new ImageData(pixels, patch.patchWidth, patch.patchHeight);
    canvas.getContext('2d')?.putImageData(image, patch.x, patch.y);
  }

  /**
   * What was drawn, as a PNG; nothing where nothing was.
   *
   * @param size in pixels.
   * @param ground a picture that shows where nothing was drawn, and where it lies in the whole.
   */
  async picture(size: Size, ground?: { blob: Blob; x: number; y: number }): Promise<(Size & { blob: Blob }) | undefined> {
    if (this.canvas.width === 0) return undefined;
    const { width, height } = size;
    // Before anything is awaited: the next run may clear the canvas.
    const drawn = new OffscreenCanvas(this.canvas.width, this.canvas.height);
    drawn.getContext('2d')?.drawImage(this.canvas, 0, 0);
    const whole = new OffscreenCanvas(width, height);
    const context = whole.getContext('2d');
    if (!context) return undefined;
    context.imageSmoothingQuality = 'high';
    if (ground) {
      const bitmap = await createImageBitmap(ground.blob);
      context.drawImage(bitmap, ground.x, ground.y);
      bitmap.close();
    }
    context.drawImage(drawn, 0, 0, width, height);
    return { blob: await whole.convertToBlob(), width, height };
  }

  /** Gives the memory back, too. */
  clear(): void {
    this.canvas.width = 0;
    this.canvas.height = 0;
  }
}
