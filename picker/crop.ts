import type { Box } from './geometry';

/** What the page shows at the moment of a capture. */
export interface View {
  /** `innerWidth`: CSS pixels across the window's content, classic scroll bars included. */
  readonly innerWidth: number;
  /** `visualViewport`: what pinch zoom shows of the layout viewport. */
  readonly offsetLeft: number;
  readonly offsetTop: number;
  readonly scale: number;
}

/**
 * Where a box of the layout viewport lies in a capture of the window, in whole pixels of the capture.
 * The ratio of the widths is the only scale that holds for page zoom and display scale alike.
 *
 * @returns `undefined` where nothing of the box was captured.
 */
export function cropInCapture(
  box: Box,
  view: View,
  capture: { readonly width: number; readonly height: number },
): Box | undefined {
  const ratio = (capture.width / view.innerWidth) * view.scale;
  const left = Math.max(0, Math.round((box.x - view.offsetLeft) * ratio));
  const top = Math.max(0, Math.round((box.y - view.offsetTop) * ratio));
  const right = Math.min(capture.width, Math.round((box.x + box.width - view.offsetLeft) * ratio));
  const bottom = Math.min(capture.height, Math.round((box.y + box.height - view.offsetTop) * ratio));
  if (!(right > left && bottom > top)) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
