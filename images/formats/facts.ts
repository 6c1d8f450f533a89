import type { PictureFormat } from '../opened-picture';

/** EXIF orientation: 1 is upright, 2–8 are the flips and quarter turns of the EXIF specification. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What the bytes of a picture file say about it, before anything is decoded. */
export interface PictureFacts {
  readonly format: PictureFormat;
  /** Size in pixels as stored, before orientation; `undefined` where the bytes seen do not say. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** The file has more than one frame. */
  readonly animated: boolean;
  /**
   * From EXIF. Browsers turn JPEG and PNG by it, WebP not (measured: Chromium 156, Firefox 153).
   * 1 for AVIF, which has its own rotation, applied by browsers too.
   */
  readonly orientation: Orientation;
  readonly hasColorProfile: boolean;
  /** Colours outside sRGB can be in it: the primaries span clearly more than those of sRGB. */
  readonly wideGamut: boolean;
  /** `undefined` where only decoding would tell. */
  readonly hasAlpha: boolean | undefined;
  /** Samples have 16 bits; read of PNG alone. */
  readonly sixteenBit: boolean;
  /** False when the header goes on beyond the bytes seen; more of them would tell more. */
  readonly complete: boolean;
}

/** The facts while they are being gathered. */
export type FactsDraft = { -readonly [Key in keyof PictureFacts]: PictureFacts[Key] };

/**
 * Reads one format's header into the draft.
 *
 * May throw `RangeError`, as every `DataView` read beyond the end does: it means that the bytes end
 * there, and what the draft holds by then stays valid.
 */
export type FormatReader = (view: DataView, draft: FactsDraft) => void;

export function emptyFacts(format: PictureFormat): FactsDraft {
  return {
    format,
    width: undefined,
    height: undefined,
    animated: false,
    orientation: 1,
    hasColorProfile: false,
    wideGamut: false,
    hasAlpha: undefined,
    sixteenBit: false,
    complete: true,
  };
}
