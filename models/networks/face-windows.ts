import { type Size, wholeOf } from '../../images/rectangle';
import type { Rectangle } from '../../images/tiles';
import type { PictureInput } from '../catalog/picture-input';

/** A part of a picture as a detector is shown it: in the upper left corner of its input, in its own proportions. */
export interface FaceWindow {
  window: Rectangle;
  /** Pixels of the input for one of the picture, at most 1. */
  scale: number;
  /** Size of the input. */
  size: Size;
}

/** How much finer the second look is. */
const finer = 4;

/** A second look that shows less than this much more is not worth its time. */
const leastGain = 1.5;

/** Share of a window that the next one shows again, so that no face lies in two halves only. */
const shownAgain = 0.25;

/**
 * What a detector has to be shown to find faces of every size: the whole picture, and, where much was lost by shrinking
 * it, parts of it at four times the scale.
 */
export function faceWindows(picture: Size, input: PictureInput): FaceWindow[] {
  const room = 'width' in input ? { width: input.width, height: input.height } : { width: input.longest, height: input.longest };
  const scale = Math.min(1, room.width / picture.width, room.height / picture.height);
  const whole = shown(wholeOf(picture), scale, input);
  const fine = Math.min(1, finer * scale);
  if (fine < leastGain * scale) return [whole];
  const across = starts(picture.width, Math.min(picture.width, Math.floor(room.width / fine)));
  const down = starts(picture.height, Math.min(picture.height, Math.floor(room.height / fine)));
  const parts = down.flatMap(([y, height]) => across.map(([x, width]) => shown({ x, y, width, height }, fine, input)));
  return [whole, ...parts];
}

/** How a part of a picture is shown at a scale; its longer side must fit. */
export function shown(window: Rectangle, scale: number, input: PictureInput): FaceWindow {
  if ('width' in input) return { window, scale, size: { width: input.width, height: input.height } };
  const side = (length: number): number => Math.max(1, Math.ceil((length * scale) / input.multiple)) * input.multiple;
  return { window, scale, size: { width: side(window.width), height: side(window.height) } };
}

/** Where windows of one length begin that show all of a side, evenly spread: start and length of each. */
function starts(total: number, length: number): [number, number][] {
  const count = Math.ceil((total - length * shownAgain) / (length * (1 - shownAgain)));
  if (count <= 1) return [[0, length]];
  return Array.from({ length: count }, (_, i) => [Math.round((i * (total - length)) / (count - 1)), length]);
}
