import type { Graph } from '../runtime/graph';

/** A graph of a checkpoint, and the memory that it takes where it is open. */
export interface Part {
  /** Path of its graph; tells parts apart. */
  graph: string;
  /** Bytes of its weights. */
  weights: number;
  /** Bytes that a run for one prompt needs besides, for each pixel of the picture. */
  memoryPerPixel: number;
  /** How far onnxruntime may rewrite it. */
  optimization: 'basic' | 'all';
  /** Which to let go of where memory is short: the lowest first. */
  worth: number;
}

/** The graphs of a checkpoint that are open: as many as there is room for. */
export class PartShelf {
  readonly #room: number;
  readonly #load: (part: Part) => Promise<Graph>;
  readonly #open = new Map<string, { part: Part; graph: Promise<Graph> }>();

  /**
   * @param room bytes that parts may take together, with what a run needs.
   * @param load opens a part.
   */
  constructor(room: number, load: (part: Part) => Promise<Graph>) {
    this.#room = room;
    this.#load = load;
  }

  /**
   * A part to be run now, which releases others where memory is short: it is to be used before another one is asked
   * for. One that could not be opened is opened anew.
   *
   * @param pixels of the picture, times the prompts that it is run for at once
   * @throws CodedError `gpu-failed`, `out-of-memory`, `model-failed`, `model-damaged`
   */
  async use(part: Part, pixels: number): Promise<Graph> {
    const before = this.#open.get(part.graph);
    await this.#makeRoom(part, pixels);
    if (before) return before.graph;
    const graph = this.#load(part);
    this.#open.set(part.graph, { part, graph });
    graph.catch(() => this.#open.delete(part.graph));
    return graph;
  }

  /** Bytes that are left for a run of a part beside its own weights, when all others are released. */
  roomBeside({ weights }: Part): number {
    return this.#room - weights;
  }

  /** Bytes that are left beside the weights of what is open. */
  get roomLeft(): number {
    return [...this.#open.values()].reduce((left, { part }) => left - part.weights, this.#room);
  }

  async release(): Promise<void> {
    const graphs = [...this.#open.values()];
    this.#open.clear();
    for (const { graph } of graphs) await releaseOpened(graph);
  }

  async #makeRoom(part: Part, pixels: number): Promise<void> {
    const others = [...this.#open.values()]
      .filter((other) => other.part.graph !== part.graph)
      .sort((a, b) => a.part.worth - b.part.worth);
    let taken = part.weights + part.memoryPerPixel * pixels;
    for (const { part: other } of others) taken += other.weights;
    for (const { part: other, graph } of others) {
      if (taken <= this.#room) return;
      this.#open.delete(other.graph);
      await releaseOpened(graph);
      taken -= other.weights;
    }
  }
}

/** What could not be opened takes nothing, and whoever asked for it was told. */
async function releaseOpened(graph: Promise<Graph>): Promise<void> {
  const [outcome] = await Promise.allSettled([graph]);
  if (outcome.status === 'fulfilled') await outcome.value.release();
}
