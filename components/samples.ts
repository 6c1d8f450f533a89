import { z } from '../messages/zod';

/** A picture that ships in the package, to try the tools on. */
export const sampleName = z.enum(['landscape', 'drawing']);
export type SampleName = z.infer<typeof sampleName>;

/** Where the samples are in the package. */
export const sampleFiles: Readonly<Record<SampleName, string>> = {
  landscape: '/samples/landscape.jpg',
  drawing: '/samples/drawing.png',
};
