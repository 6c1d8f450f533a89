import { z } from '../../messages/zod';
import type { OpenedPicture } from '../../images/opened-picture';
import type { BackendChoice, Device, JobRequest, JobResult } from '../../messages/editor-port';
import type { PickedPicture } from '../../messages/requests';
import type { JobListener } from '../../platform/host-connection';

export type SaveFormat = 'png' | 'jpeg' | 'webp';

export interface SaveOptions {
  format: SaveFormat;
  /** 1–100; has no effect on PNG. */
  quality: number;
  size: { width: number; height: number };
}

/** A picture that ships in the package, to try the tools on. */
export const sampleName = z.enum(['landscape', 'drawing']);
export type SampleName = z.infer<typeof sampleName>;

/** Where the samples are in the package. */
export const sampleFiles: Readonly<Record<SampleName, string>> = {
  landscape: '/samples/landscape.jpg',
  drawing: '/samples/drawing.png',
};

/** Everything that the editor needs from outside the page. */
export interface EditorServices {
  openPicture(signal: AbortSignal, blob: Blob): Promise<OpenedPicture>;
  encodePicture(signal: AbortSignal, png: Blob, options: SaveOptions): Promise<Blob>;
  runJob(signal: AbortSignal, job: JobRequest, listener: JobListener): Promise<JobResult>;
  describeDevice(backend: BackendChoice): Promise<Device>;
  /** `undefined` when the picture is no longer there. */
  claimPicture(id: string): Promise<PickedPicture | undefined>;
  readSample(name: SampleName): Promise<Blob>;
  /** Whether the browser may drop this tab to save memory. */
  allowDiscarding(allowed: boolean): Promise<void>;
  openOptions(): Promise<void>;
}
