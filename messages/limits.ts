/** Largest picture file that is taken in, in bytes. Free of zod, so that the picker stays small. */
export const maxPictureBytes = 200 * 2 ** 20;
