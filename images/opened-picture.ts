export type PictureFormat =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'avif'
  | 'bmp'
  | 'ico'
  | 'svg'
  | 'heic'
  | 'tiff'
  | 'jxl'
  | 'unknown';

/** A picture that was checked, and that the browser can show and decode. */
export interface OpenedPicture {
  /** The bytes to show and to work on, in memory: those of the file, or a PNG drawn from an SVG. */
  blob: Blob;
  /** Size in pixels as shown: EXIF orientation applied. */
  width: number;
  height: number;
  /** The file moves; its first frame is what is worked on. */
  animated: boolean;
  /** Samples have 16 bits, of which results keep 8. */
  sixteenBit: boolean;
}
