import type { ChosenFile } from '../../../messages/library';
import type { ImageModel } from '../../catalog/model';
import { openChosen, type Intake } from '../../import/intake';
import { matchGraph, modelOf, type About } from '../../import/match';
import { inspectGraph } from '../../onnx/inspect';
import type { ProbedFacts } from '../protocol';

/** A tool that a graph fits, if it computes what it seems to. */
export interface Match {
  /** @throws CodedError `import-no-tool` where it does not */
  model(facts: ProbedFacts, about: About): ImageModel;
}

/** A graph that was looked into. */
export interface Examined {
  /** Files that hold its weights, relative to the graph. */
  externalFiles: readonly string[];
  /** @throws CodedError `import-*` where it cannot run or no tool can use it */
  match(): Match;
}

/** How models that the catalog does not know are taken in. */
export interface Importing {
  /**
   * @param room bytes that there is room for
   * @throws CodedError `import-*`
   */
  openChosen(files: readonly ChosenFile[], room: number): Promise<Intake>;
  /** @throws CodedError `import-*` */
  examine(graph: Blob, name: string): Promise<Examined>;
}

export const importing: Importing = {
  openChosen,
  async examine(graph, name) {
    const facts = await inspectGraph(graph, name);
    return {
      externalFiles: facts.externalFiles,
      match() {
        const match = matchGraph(facts, name);
        return { model: (probed, about) => modelOf(match, probed, about) };
      },
    };
  },
};
