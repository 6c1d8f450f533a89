import { planMemory } from '../catalog/memory-plan';
import type { PreviewDecoderModel } from '../catalog/model';
import { PreviewDecoder } from '../diffusion/preview-decoder';
import { openStoredModel, storedModels } from '../store/read';
import type { ProbedGpu } from './device';
import { deviceFacts, readKeptTest } from './device-facts';
import type { Ort } from './ort';

interface Opened {
  id: string;
  backend: ProbedGpu['device']['backend'];
  /** Nothing where it could not be opened, which is not tried again. */
  decoder: PreviewDecoder | undefined;
}

/** The decoder for previews that is kept open from job to job. */
export class PreviewShelf {
  readonly #engine: (threads: number) => Promise<Ort>;
  #opened: Opened | undefined;

  constructor(engine: (threads: number) => Promise<Ort>) {
    this.#engine = engine;
  }

  /**
   * The decoder for a family's latents that came into the library last, if this device can run it as it runs the job. A
   * failure is told to developers only: there is a preview without it.
   */
  async open(family: PreviewDecoderModel['family'], gpu: ProbedGpu): Promise<PreviewDecoder | undefined> {
    try {
      const model = await newestDecoder(family);
      const { backend } = gpu.device;
      if (this.#opened?.id !== model?.id || this.#opened?.backend !== backend) {
        await this.#release();
        if (!model) return undefined;
        // Remembered before it is opened: what fails once fails again.
        const opened: Opened = (this.#opened = { id: model.id, backend, decoder: undefined });
        if (await fits(model, gpu)) opened.decoder = await this.#load(model, gpu);
      }
      const decoder = this.#opened.decoder;
      return decoder?.isBroken ? undefined : decoder;
    } catch (error) {
      console.error('previews', family, error);
      return undefined;
    }
  }

  async #load(model: PreviewDecoderModel, gpu: ProbedGpu): Promise<PreviewDecoder> {
    const { files } = await openStoredModel(model.id);
    return PreviewDecoder.open(await this.#engine(gpu.device.threads), model, files, gpu);
  }

  async #release(): Promise<void> {
    const decoder = this.#opened?.decoder;
    this.#opened = undefined;
    await decoder?.release();
  }
}

async function newestDecoder(family: PreviewDecoderModel['family']): Promise<PreviewDecoderModel | undefined> {
  let newest: { model: PreviewDecoderModel; addedAt: number } | undefined;
  for (const { model, addedAt } of await storedModels()) {
    if (model.kind !== 'preview-decoder' || model.family !== family) continue;
    if (!newest || addedAt > newest.addedAt) newest = { model, addedAt };
  }
  return newest?.model;
}

async function fits(model: PreviewDecoderModel, gpu: ProbedGpu): Promise<boolean> {
  const plan = planMemory(model, deviceFacts(gpu, await readKeptTest()));
  return plan.ok && plan.backend === gpu.device.backend;
}
