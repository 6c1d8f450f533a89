import type { ErrorCode } from '../../../../messages/errors';
import type { MaskTransform } from '../../../../images/draw-mask';
import type { Mask } from '../../../../images/mask';
import type { ColorSpace } from '../../../../images/pixel-source';
import type { Size } from '../../../../images/rectangle';
import type { SaveOptions } from '../../../../images/save-picture';

/** What tests can ask of the modules inside a browser. Paths are files of the test extension. */
export interface ImagesUnderTest {
  open(path: string): Promise<Outcome<Opened>>;
  /** Opens, then decodes what came out in a worker, and reads single pixels of it. */
  decode(path: string, points: readonly Point[]): Promise<Outcome<Decoded>>;
  /** Decodes without opening first. */
  decodeOnly(path: string, points: readonly Point[]): Promise<Outcome<Decoded>>;
  /** The file as saved, in base64. */
  encode(path: string, options: SaveOptions): Promise<Outcome<string>>;
  /** Decodes to exact values in a worker, and reads single pixels. */
  decodeExactly(path: string, points: readonly Point[]): Promise<Outcome<DecodedExactly>>;
  /** Draws a mask, opaque, on a canvas of the picture's size; its alpha, in base64. */
  drawMask(mask: Mask, picture: Size, transform: MaskTransform): Promise<Outcome<string>>;
  /** What the browser's XML parser finds in an XMP packet in base64. */
  readXmp(packet: string): Promise<Outcome<XmpFound>>;
  /** As `encode`, but gives only the number of bytes. */
  encodedBytes(path: string, options: SaveOptions): Promise<Outcome<number>>;
}

export type Point = readonly [number, number];

export type Outcome<Value> =
  | { ok: true; value: Value; milliseconds: number }
  | { ok: false; code: ErrorCode; message: string; milliseconds: number };

export interface Opened {
  width: number;
  height: number;
  animated: boolean;
  type: string;
}

export interface Decoded {
  width: number;
  height: number;
  colorSpace: ColorSpace;
  mayHaveAlpha: boolean;
  /** RGBA at each point, of the rectangle read around it and of a whole row. */
  pixels: number[][];
}

export interface DecodedExactly extends Decoded {
  /** Types of the chunks that say which colours the values stand for. */
  colors: string[];
}

export interface XmpFound {
  wellFormed: boolean;
  digitalSourceType: string | undefined;
  description: string | undefined;
}

export interface DecodeRequest {
  id: number;
  blob: Blob;
  points: readonly Point[];
  exactly: boolean;
}

export interface DecodeReply {
  id: number;
  outcome: Outcome<DecodedExactly>;
}

declare global {
  var imagesUnderTest: ImagesUnderTest;
}
