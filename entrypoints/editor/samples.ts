import { sampleFiles, type SampleName } from '../../components/samples';

/** Reads a picture that ships in the package. */
export async function readSample(name: SampleName): Promise<Blob> {
  const response = await fetch(sampleFiles[name]);
  // Built from bytes: in Firefox a response's own blob can read as empty later.
  return new Blob([await response.arrayBuffer()]);
}
