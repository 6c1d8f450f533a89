import { isOff, type Mask, type MaskShape } from './mask';
import type { Size } from './rectangle';

/** Where pixels of the picture are on the canvas: `canvas = picture · scale + offset`. */
export interface MaskTransform {
  scale: number;
  x: number;
  y: number;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * Draws a mask in the context's `fillStyle`, to be laid over the picture; an opaque one, since strokes
 * lie over one another, so that translucency is for the canvas as a whole. The canvas is the mask's own
 * and clear: what erases takes away whatever is there. Edges are sharp, without the feather, so that a
 * stroke is seen where it was made.
 */
export function drawMask(context: Context, mask: Mask, picture: Size, transform: MaskTransform): void {
  context.save();
  context.setTransform(transform.scale, 0, 0, transform.scale, transform.x, transform.y);
  context.beginPath();
  context.rect(0, 0, picture.width, picture.height);
  context.clip();
  context.strokeStyle = context.fillStyle;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (mask.inverted) context.fillRect(0, 0, picture.width, picture.height);
  for (const shape of mask.shapes) {
    if (isOff(shape)) continue;
    context.globalCompositeOperation = shape.erase === mask.inverted ? 'source-over' : 'destination-out';
    drawShape(context, shape);
  }
  context.restore();
}

function drawShape(context: Context, shape: MaskShape): void {
  if (shape.kind === 'rectangle') {
    context.fillRect(shape.x, shape.y, shape.width, shape.height);
    return;
  }
  if (shape.kind === 'coverage') {
    context.drawImage(stencil(shape, context.fillStyle), shape.x, shape.y, shape.width, shape.height);
    return;
  }
  context.beginPath();
  if (shape.kind === 'ellipse') {
    const { x, y, width, height } = shape;
    context.ellipse(x + width / 2, y + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const { points } = shape;
  context.moveTo(points[0] ?? 0, points[1] ?? 0);
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
  if (shape.kind === 'lasso') {
    context.fill();
    return;
  }
  if (points.every((value, i) => value === points[i % 2])) {
    // A line of no length is none to a canvas; here it is a dot.
    context.arc(points[0] ?? 0, points[1] ?? 0, shape.radius, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.lineWidth = 2 * shape.radius;
  context.stroke();
}

type CoverageShape = Extract<MaskShape, { kind: 'coverage' }>;
type Fill = Context['fillStyle'];

/** Coverages that were drawn before: they are looked at with every movement of the pointer, and never change. */
const stencils = new WeakMap<Uint8Array, { fill: Fill; canvas: OffscreenCanvas }>();

/** A coverage in one colour, a pixel for each of its values. */
function stencil({ columns, rows, values }: CoverageShape, fill: Fill): OffscreenCanvas {
  const known = stencils.get(values);
  if (known?.fill === fill) return known.canvas;
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < values.length; i++) image.data[4 * i + 3] = values[i] ?? 0;
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = fill;
  context.fillRect(0, 0, columns, rows);
  stencils.set(values, { fill, canvas });
  return canvas;
}
