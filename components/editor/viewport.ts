/** Where a picture lies on the stage, in CSS pixels from the stage's top left corner. */
export interface View {
  x: number;
  y: number;
  /** On-screen width; the height follows from the picture's shape. */
  width: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Zoom steps of the buttons and keys, in screen pixels per picture pixel. */
const steps = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;

/** Small pictures are shown larger, but not so large that they only look poor. */
const largestFit = 4;

/** How much of the picture cannot be pushed out of sight, in CSS pixels. */
const keptInSight = 48;

function heightOf(picture: Size, width: number): number {
  return (width * picture.height) / picture.width;
}

/** The whole picture in the middle of the stage. */
export function fit(picture: Size, stage: Size, margin: number): View {
  const scale = Math.min(
    largestFit,
    Math.max(1, stage.width - 2 * margin) / picture.width,
    Math.max(1, stage.height - 2 * margin) / picture.height,
  );
  const width = picture.width * scale;
  return {
    x: (stage.width - width) / 2,
    y: (stage.height - heightOf(picture, width)) / 2,
    width,
  };
}

/** Changes the on-screen width so that what is under `point` stays there. */
export function zoomTo(view: View, picture: Size, stage: Size, point: Point, width: number): View {
  const bounded = Math.min(picture.width * 32, Math.max(Math.min(32, picture.width), width));
  const factor = bounded / view.width;
  return keepInSight(
    {
      x: point.x - (point.x - view.x) * factor,
      y: point.y - (point.y - view.y) * factor,
      width: bounded,
    },
    picture,
    stage,
  );
}

export function pan(view: View, picture: Size, stage: Size, by: Point): View {
  return keepInSight({ ...view, x: view.x + by.x, y: view.y + by.y }, picture, stage);
}

function keepInSight(view: View, picture: Size, stage: Size): View {
  const clamp = (value: number, length: number, room: number): number => {
    const kept = Math.min(keptInSight, length);
    return Math.min(room - kept, Math.max(kept - length, value));
  };
  return {
    x: clamp(view.x, view.width, stage.width),
    y: clamp(view.y, heightOf(picture, view.width), stage.height),
    width: view.width,
  };
}

/** The zoom step after (`direction` 1) or before (−1) this zoom. */
export function nextStep(zoom: number, direction: 1 | -1): number {
  const slack = 1.01;
  const found =
    direction === 1
      ? steps.find((step) => step > zoom * slack)
      : steps.findLast((step) => step < zoom / slack);
  return found ?? (direction === 1 ? steps[steps.length - 1] : steps[0]) ?? 1;
}
