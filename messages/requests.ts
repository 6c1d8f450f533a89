import { z } from './zod';
import { maxPictureBytes } from './limits';
import type { SenderClass } from './senders';

export { maxPictureBytes };

const id = z.uuid();
const pictureBlob = z
  .instanceof(Blob)
  .refine((blob) => blob.size > 0, 'empty')
  .refine((blob) => blob.size <= maxPictureBytes, 'too large');

/**
 * How the bytes of a picture were come by: the file itself, pixels drawn by the page, the screen, or
 * the screen where it showed only a part.
 */
export const acquisition = z.enum(['file', 'rendered', 'screen', 'screen-part']);
export type Acquisition = z.infer<typeof acquisition>;

/** A picture on its way from a page, the disk or the clipboard into an editor. */
export const pickedPicture = z.strictObject({
  blob: pictureBlob,
  acquisition,
  /** Suggested file name without extension; may be empty. */
  name: z.string().max(200),
  /** What the page says the picture shows; may be empty. */
  description: z.string().max(1000),
});
export type PickedPicture = z.infer<typeof pickedPicture>;

/** A one-shot message: its name, who answers it, who may send it, what it carries and brings back. */
export interface RequestDefinition<Payload, Reply> {
  name: string;
  to: 'background' | 'host';
  from: readonly SenderClass[];
  payload: z.ZodType<Payload>;
  reply: z.ZodType<Reply>;
}

function define<Payload, Reply>(
  definition: RequestDefinition<Payload, Reply>,
): RequestDefinition<Payload, Reply> {
  return definition;
}

const nothing = z.strictObject({});

/** Starts the picker in a tab that `activeTab` was granted for. */
export const startPicker = define({
  name: 'start-picker',
  to: 'background',
  from: ['extension'],
  payload: z.strictObject({ tabId: z.int().nonnegative() }),
  reply: nothing,
});

/** A picture of the visible part of the sender's tab, as PNG. */
export const captureTab = define({
  name: 'capture-tab',
  to: 'background',
  from: ['content-script'],
  payload: nothing,
  reply: z.strictObject({ blob: pictureBlob }),
});

/** Hands a picked picture over; an editor opens or comes to the front with it. */
export const deliverPicture = define({
  name: 'deliver-picture',
  to: 'background',
  from: ['content-script', 'extension'],
  payload: pickedPicture,
  reply: nothing,
});

/** Opens an editor, or brings the open one to the front. */
export const openEditor = define({
  name: 'open-editor',
  to: 'background',
  from: ['extension'],
  payload: nothing,
  reply: nothing,
});

/** Makes sure that the compute host is there before somebody connects to it. */
export const prepareHost = define({
  name: 'prepare-host',
  to: 'background',
  from: ['extension'],
  payload: nothing,
  reply: nothing,
});

/** Puts a picture into the host's inbox, where an editor claims it by the id that comes back. */
export const storePicture = define({
  name: 'store-picture',
  to: 'host',
  from: ['extension'],
  payload: z.strictObject({ picture: pickedPicture }),
  reply: z.strictObject({ id }),
});

/** All of the above. */
export const requests = [
  startPicker,
  captureTab,
  deliverPicture,
  openEditor,
  prepareHost,
  storePicture,
] as const;
