import { toLinear } from '../../../images/linear-light';
import { changeInBands } from '../change-in-bands';
import type { RunTask } from '../task';
import { adjusted, changesNothing, type Adjustments } from './adjustments';
import { brightening, measure } from './automatic';
import { GainMap } from './gain-map';
import { meta, options as schema } from './meta';
import { ToneTable } from './tone-table';

export const run: RunTask = async (signal, options, context) => {
  const { strength, ...adjustments } = schema.parse(options);
  const network = strength > 0 ? await context.openChosenNetwork(meta.need(options), 'brightener') : undefined;
  const change = network
    ? byMap(await GainMap.of(context.picture, network), strength / 100, adjustments)
    : byCurve(strength > 0 ? measure(context.picture) : undefined, strength / 100, adjustments);
  await changeInBands(signal, context, change);
};

type Change = (pixels: Uint8ClampedArray, area: { y: number; width: number; height: number }) => void;

function byCurve(automatic: ReturnType<typeof measure> | undefined, strength: number, adjustments: Adjustments): Change {
  const brightens = automatic !== undefined && (automatic.stretch > 1 || automatic.gain > 1);
  if (!brightens && changesNothing(adjustments)) return () => undefined;
  const table = new ToneTable((light) => {
    const lit = brightens ? light * brightening(light, automatic) ** strength : light;
    return adjusted(Math.min(1, lit), adjustments);
  });
  return (pixels) => table.applyToAll(pixels);
}

/** Light of encoded values between bytes: sixteen for each. */
const steps = 16 * 255;
const linear = Float32Array.from({ length: steps + 1 }, (_, i) => toLinear(i / steps));

function byMap(map: GainMap, strength: number, adjustments: Adjustments): Change {
  const table = new ToneTable((light) => adjusted(light, adjustments));
  return (pixels, { y, width, height }) => {
    const gains = new Float32Array(width);
    for (let row = 0; row < height; row++) {
      const line = pixels.subarray(4 * row * width, 4 * (row + 1) * width);
      map.read(y + row, line, strength, gains);
      for (let x = 0, at = 0; x < width; x++, at += 4) {
        const [red = 0, green = 0, blue = 0] = [line[at], line[at + 1], line[at + 2]];
        // Not so far that a channel is cut off, which would change the colour.
        const gain = 16 * Math.min(gains[x] ?? 1, 255 / Math.max(1, red, green, blue));
        table.apply(line, at, linear[Math.round(red * gain)] ?? 1, linear[Math.round(green * gain)] ?? 1, linear[Math.round(blue * gain)] ?? 1);
      }
    }
  };
}
