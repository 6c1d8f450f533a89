import type { PreviewPatch } from '../../messages/editor-port';

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

  /** Gives the memory back, too. */
  clear(): void {
    this.canvas.width = 0;
    this.canvas.height = 0;
  }
}
