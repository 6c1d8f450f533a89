import type { ColorSpace } from './pixel-source';

export interface PictureSinkOptions {
  width: number;
  height: number;
  /** Whether alpha is kept; without it the result is opaque. */
  alpha: boolean;
  colorSpace: ColorSpace;
  /** What an original says of its colours, to be said of the result word for word, instead of `colorSpace`. */
  colors?: readonly ColorChunk[];
}

/** A chunk of a PNG that says which colours its values stand for. */
export interface ColorChunk {
  type: 'cICP' | 'iCCP' | 'sRGB' | 'gAMA' | 'cHRM' | 'mDCV' | 'cLLI';
  data: Uint8Array<ArrayBuffer>;
}

/** Takes a picture from top to bottom and encodes it on the way. */
export interface PictureSink {
  /**
   * @param rows whole rows, RGBA, 8 bits, straight alpha; the array may be reused afterwards.
   */
  write(rows: Uint8ClampedArray): Promise<void>;
}
