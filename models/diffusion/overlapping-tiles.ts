/** Values of places in a plane, plane after plane: [channels, height, width]. */
export interface Planes {
  data: Float32Array;
  channels: number;
  height: number;
  width: number;
}

/** How to cut planes into tiles, in places of what goes in. */
export interface TileShape {
  /** Of a tile, in both directions; planes that are smaller are one tile. */
  side: number;
  /** How far a tile reaches into the next one at least. */
  overlap: number;
  /** Tiles begin at multiples of this. */
  multiple: number;
}

/**
 * Runs a network over planes in tiles that overlap, and blends what it gives: in an overlap one tile fades out as the
 * next one fades in. What looks no further than a quarter of the overlap gives what it gives for the whole. The network may enlarge or shrink, by the same ratio everywhere.
 */
export async function inTiles(input: Planes, shape: TileShape, run: (tile: Planes) => Promise<Planes>): Promise<Planes> {
  let result: Planes | undefined;
  let weights = new Float32Array();
  for (const y of startsOf(input.height, shape)) {
    for (const x of startsOf(input.width, shape)) {
      const part = cut(input, x, y, Math.min(shape.side, input.width), Math.min(shape.side, input.height));
      const given = await run(part);
      const ratio = given.width / part.width;
      if (!result) {
        const [width, height] = [Math.round(input.width * ratio), Math.round(input.height * ratio)];
        result = { data: new Float32Array(given.channels * width * height), channels: given.channels, height, width };
        weights = new Float32Array(width * height);
      }
      add(given, { x: Math.round(x * ratio), y: Math.round(y * ratio) }, Math.max(1, shape.overlap * ratio), result, weights);
    }
  }
  if (!result) throw new RangeError(`planes of ${input.width} × ${input.height}`);
  const places = result.width * result.height;
  for (let at = 0; at < result.data.length; at++) result.data[at] = (result.data[at] ?? 0) / (weights[at % places] ?? 1);
  return result;
}

/** Where tiles begin along one side: as few as there can be, evenly, the last one at the end. */
function startsOf(length: number, { side, overlap, multiple }: TileShape): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, index) =>
    index === count - 1 ? length - side : Math.floor((index * (length - side)) / (count - 1) / multiple) * multiple,
  );
}

function cut({ data, channels, height, width }: Planes, x: number, y: number, across: number, down: number): Planes {
  if (across === width && down === height) return { data, channels, height, width };
  const part = new Float32Array(channels * across * down);
  for (let row = 0; row < channels * down; row++) {
    const from = Math.floor(row / down) * height * width + (y + (row % down)) * width + x;
    part.set(data.subarray(from, from + across), row * across);
  }
  return { data: part, channels, height: down, width: across };
}

/** Adds a tile to the sum, less near those of its edges that lie inside the picture. */
function add(tile: Planes, at: { x: number; y: number }, overlap: number, sum: Planes, weights: Float32Array): void {
  const across = rampOf(tile.width, overlap, at.x > 0, at.x + tile.width < sum.width);
  const down = rampOf(tile.height, overlap, at.y > 0, at.y + tile.height < sum.height);
  for (let channel = 0; channel < tile.channels; channel++) {
    for (const [row, rowWeight] of down.entries()) {
      const from = (channel * tile.height + row) * tile.width;
      const to = (at.y + row) * sum.width + at.x;
      const plane = channel * sum.width * sum.height;
      for (const [column, columnWeight] of across.entries()) {
        const weight = rowWeight * columnWeight;
        const place = to + column;
        sum.data[plane + place] = (sum.data[plane + place] ?? 0) + weight * (tile.data[from + column] ?? 0);
        if (channel === 0) weights[place] = (weights[place] ?? 0) + weight;
      }
    }
  }
}

/**
 * Weights along one side. Beside an edge that is none of the picture's, a quarter of the overlap counts nothing, since a network sees
 * nothing beyond it; along the next half it fades.
 */
function rampOf(length: number, overlap: number, fadesIn: boolean, fadesOut: boolean): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const before = fadesIn ? faded(index + 0.5, overlap) : 1;
    const after = fadesOut ? faded(length - index - 0.5, overlap) : 1;
    return Math.min(before, after);
  });
}

function faded(distance: number, overlap: number): number {
  return Math.min(1, Math.max(0, (distance - overlap / 4) / (overlap / 2)));
}
