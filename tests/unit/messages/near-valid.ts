import fc from 'fast-check';
import { errorCodes } from '../../../messages/errors';

/** Small, for thousands of cases. */
const blob = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => new Blob([bytes]));

const picture = fc.record({
  blob,
  acquisition: fc.constantFrom('file', 'rendered', 'screen', 'screen-part'),
  name: fc.string({ maxLength: 200 }),
  description: fc.string({ maxLength: 1000 }),
});

const nothing = fc.constant({});

/** What each request may carry, by its name. */
export const validPayloads: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'start-picker': fc.record({ tabId: fc.nat() }),
  'capture-tab': nothing,
  'deliver-picture': picture,
  'open-editor': nothing,
  'prepare-host': nothing,
  'store-picture': fc.record({ picture }),
};

const coordinate = fc.integer({ min: -1000, max: 5000 });
const mask = fc.record({
  shapes: fc.array(
    fc.record({
      kind: fc.constant('rectangle'),
      erase: fc.boolean(),
      x: coordinate,
      y: coordinate,
      width: fc.nat({ max: 5000 }),
      height: fc.nat({ max: 5000 }),
    }),
    { maxLength: 3 },
  ),
  inverted: fc.boolean(),
  feather: fc.nat({ max: 256 }),
});

const id = fc.uuid();
const backend = fc.constantFrom('auto', 'webgpu', 'wasm');
const side = fc.integer({ min: 1, max: 1_000_000 });
const error = fc.record({ code: fc.constantFrom(...errorCodes) });

/** What an editor may tell the host. */
export const validToHost: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ type: fc.constant('claim-picture'), id }),
  fc.record({ type: fc.constant('describe-device'), id, backend }),
  fc.record({ type: fc.constant('cancel-job'), jobId: id }),
  fc.record({ type: fc.constant('forget') }),
  fc.record({
    type: fc.constant('read-prompt'),
    id,
    task: fc.constantFrom('create', 'a-tool-to-come'),
    text: fc.string({ maxLength: 4500 }),
  }),
  fc.record({
    type: fc.constant('run-job'),
    job: fc.record({
      jobId: id,
      task: fc.constantFrom('enlarge', 'repair', 'a-tool-to-come'),
      options: fc.dictionary(
        fc.stringMatching(/^[a-z][A-Za-z0-9]{0,39}$/),
        fc.oneof(fc.string({ maxLength: 4000 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        { maxKeys: 50 },
      ),
      input: fc.option(blob),
      mask: fc.option(mask),
      backend,
      classifier: fc.constantFrom('vit-base-nsfw-detector', 'own-0123456789ab'),
      previewSize: fc.integer({ min: 16, max: 4096 }),
    }),
  }),
);

const device = fc.record({
  backend: fc.constantFrom('webgpu', 'wasm'),
  reason: fc.constantFrom('gpu', 'no-webgpu', 'no-adapter', 'software-adapter', 'probe-timeout', 'forced', 'gpu-failed'),
  threads: fc.integer({ min: 1, max: 64 }),
  adapter: fc.string({ maxLength: 200 }),
});

const little = fc.integer({ min: 1, max: 6 });
const patch = fc
  .record({ x: fc.nat({ max: 1000 }), y: fc.nat({ max: 1000 }), patchWidth: little, patchHeight: little, room: fc.nat({ max: 9 }) })
  .map(({ room, ...place }) => ({
    ...place,
    width: place.x + place.patchWidth + room,
    height: place.y + place.patchHeight + room,
    pixels: new Uint8ClampedArray(place.patchWidth * place.patchHeight * 4),
  }));

const look = fc.oneof(
  fc.record({ outcome: fc.constantFrom('fine', 'explicit'), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ outcome: fc.constant('failed'), error }),
);

/** What the host may tell an editor. */
export const validToEditor: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ type: fc.constant('picture'), id, picture }),
  fc.record({ type: fc.constant('picture-gone'), id }),
  fc.record({ type: fc.constant('device'), id, device }),
  fc.record({ type: fc.constant('device-unknown'), id, error }),
  fc.record({
    type: fc.constant('job-progress'),
    jobId: id,
    progress: fc.record({
      stage: fc.constantFrom('waiting', 'preparing', 'running', 'encoding', 'looking'),
      done: fc.nat(),
      total: fc.nat(),
    }),
  }),
  fc.record({ type: fc.constant('job-preview'), jobId: id, patch }),
  fc.record({
    type: fc.constant('job-done'),
    jobId: id,
    result: fc.record({ blob, width: side, height: side, device, look }),
  }),
  fc.record({ type: fc.constant('job-failed'), jobId: id, error }),
);

/** What no field of any message takes. */
const wrong: readonly unknown[] = [undefined, null, Symbol('wrong'), NaN, -0.5, 'x'.repeat(5000), [], {}, new Blob([]), new Date(0)];

/** What need not be said at all. */
const mayBeMissing: ReadonlySet<string> = new Set(['classifier', 'look']);

/** What a job may be without, and then says so. */
const mayBeNone: ReadonlySet<string> = new Set(['input', 'mask']);

/** The one place where names and values are free: any finite number will do, and none has to be there. */
function isOption(path: readonly string[]): boolean {
  return path.at(-2) === 'options';
}

/** Every version of a message with one thing wrong in it. */
export function spoilings(value: unknown, path: readonly string[] = []): unknown[] {
  if (!isPlain(value)) return [];
  return [
    { ...value, more: Symbol('more') },
    ...Object.keys(value).flatMap((key) => {
      const { [key]: field, ...rest } = value;
      const here = [...path, key];
      const replaced = wrong
        .filter((instead) => !(isOption(here) && typeof instead === 'number' && !Number.isNaN(instead)))
        .filter((instead) => !(key === 'options' && isPlain(instead)))
        .filter((instead) => !(mayBeNone.has(key) && instead === null))
        .filter((instead) => !(mayBeMissing.has(key) && instead === undefined))
        .filter((instead) => !(key === 'shapes' && Array.isArray(instead)))
        .map((instead) => ({ ...rest, [key]: instead }));
      const inside = spoilings(field, here).map((spoiled) => ({ ...rest, [key]: spoiled }));
      return [...(isOption(here) || mayBeMissing.has(key) ? [] : [rest]), ...replaced, ...inside];
    }),
  ];
}

/** A message and a version of it with one thing wrong. */
export function withSpoiling(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, fc.nat()).map(([message, which]) => {
    const all = spoilings(message);
    return all[which % all.length];
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
