import type { Conditioning } from './text-encoder';

/** What prompts were found to mean, so that none is read twice in a row: the ones that were asked for last. */
export class PromptMemory {
  readonly #known = new Map<string, Conditioning>();
  readonly #most: number;

  /** @param most prompts that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What prompts mean, in their order. @param read reads those that are not known, each once. */
  async recall(
    prompts: readonly string[],
    read: (prompts: readonly string[]) => Promise<readonly Conditioning[]>,
  ): Promise<Conditioning[]> {
    const asked = new Map(prompts.map((prompt) => [prompt, this.#known.get(prompt)]));
    const unknown = [...asked].filter(([, known]) => !known).map(([prompt]) => prompt);
    const readings = unknown.length > 0 ? await read(unknown) : [];
    for (const [index, prompt] of unknown.entries()) asked.set(prompt, readings[index]);
    for (const [prompt, conditioning] of asked) {
      // A map lists what was set last at its end.
      this.#known.delete(prompt);
      if (conditioning) this.#known.set(prompt, conditioning);
    }
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#most) break;
      this.#known.delete(oldest);
    }
    return prompts.map((prompt) => asked.get(prompt)).filter((conditioning) => conditioning !== undefined);
  }

  forget(): void {
    this.#known.clear();
  }
}
