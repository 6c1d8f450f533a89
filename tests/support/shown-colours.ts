import type { Tab } from './tab';

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * How far any colour in an area of the picture in the editor is from `wanted`, in the channel where it
 * is farthest.
 *
 * @param area in pixels of the picture; all of it unless told.
 */
export function farthestFrom(editor: Tab, wanted: readonly number[], area?: Area): Promise<number> {
  return editor.evaluate(
    (colour: readonly number[], part: Area | null) => {
      const picture = document.querySelector<HTMLImageElement>('img.stage__picture');
      if (!picture || picture.naturalWidth === 0) throw new Error('No picture');
      const { naturalWidth: width, naturalHeight: height } = picture;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new Error('No canvas');
      context.drawImage(picture, 0, 0);
      const { x, y, width: across, height: down } = part ?? { x: 0, y: 0, width, height };
      const { data } = context.getImageData(x, y, across, down);
      return data.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (colour[at % 4] ?? 255))), 0);
    },
    wanted,
    area ?? null,
  );
}
