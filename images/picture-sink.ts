import type { ColorSpace } from './pixel-source';

export interface PictureSinkOptions {
  width: number;
  height: number;
  /** Whether alpha is kept; without it the result is opaque. */
  alpha: boolean;
  colorSpace: ColorSpace;
}

/** Takes a picture from top to bottom and encodes it on the way. */
export interface PictureSink {
  /**
   * @param rows whole rows, RGBA, 8 bits, straight alpha; the array may be reused afterwards.
   */
  write(rows: Uint8ClampedArray): Promise<void>;
}
