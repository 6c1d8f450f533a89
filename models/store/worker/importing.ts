import { CodedError } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import { contractFor, modelByContract } from '../../catalog/contract';
import type { CheckpointModel, ClassifierModel, Model } from '../../catalog/model';
import { checkpointAt, checkpointRoots, graphsOfCheckpoint, type CheckpointPaths } from '../../import/checkpoint-paths';
import { describeCheckpoint } from '../../import/describe-checkpoint';
import { describeClassifier, type ClassifierTexts } from '../../import/describe-classifier';
import { openChosen, type Intake } from '../../import/intake';
import { matchGraph, modelOf, type About } from '../../import/match';
import { matchPreviewDecoder } from '../../import/match-preview-decoder';
import { requireRunnable } from '../../import/runnable';
import type { GraphFacts } from '../../onnx/facts';
import { inspectGraph } from '../../onnx/inspect';
import type { ProbedFacts } from '../protocol';

/** A tool that a graph fits, if it computes what it seems to. */
export interface Match {
  /** What it is tried as; missing where that is a graph from picture to picture. */
  candidate?(about: About): Model;
  /** @throws CodedError `import-no-tool` where it does not */
  model(facts: ProbedFacts, about: About): Model;
}

/** A graph that was looked into. */
export interface Examined {
  /** Files that hold its weights, relative to the graph. */
  externalFiles: readonly string[];
  /** @throws CodedError `import-*` where it cannot run or no tool can use it */
  match(): Match;
  /**
   * Its entry as that of a classifier, by what lies beside it.
   *
   * @throws CodedError `import-*` where it cannot run or is none
   */
  classifier(texts: ClassifierTexts, about: About): ClassifierModel;
}

/** A checkpoint whose graphs were looked into. */
export interface ExaminedCheckpoint {
  /** Paths of the files that hold its weights. */
  data: readonly string[];
  /**
   * Its entry, as far as it is known before it is tried.
   *
   * @throws CodedError `import-*`, `scheduler-unsupported`, `model-failed` where it cannot run
   */
  describe(about: Omit<About, 'graph'>): Promise<CheckpointModel>;
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
  /**
   * Where the parts of a checkpoint lie, if files are those of one.
   *
   * @throws CodedError `import-part-missing`, `import-several-models`
   */
  checkpoint(paths: readonly string[]): CheckpointPaths | undefined;
  /**
   * @param blobOf a file by its path.
   * @throws CodedError `import-*`
   */
  examineCheckpoint(paths: CheckpointPaths, blobOf: (path: string) => Promise<Blob | undefined>): Promise<ExaminedCheckpoint>;
}

export const importing: Importing = {
  openChosen,
  async examine(graph, name) {
    const facts = await inspectGraph(graph, name);
    return {
      externalFiles: facts.externalFiles,
      classifier: (texts, about) => describeClassifier(facts, texts, about),
      match() {
        const decoder = matchPreviewDecoder(facts, name);
        if (decoder) {
          return {
            candidate: decoder,
            model(probed, about) {
              if (!('range' in probed)) throw new Error(`${name} was tried as something else`);
              return { ...decoder(about), range: probed.range };
            },
          };
        }
        const contract = contractFor(facts);
        if (contract) {
          requireRunnable(facts, name);
          const known = (about: About) => modelByContract(contract, facts, about);
          return { candidate: known, model: (_probed, about) => known(about) };
        }
        const match = matchGraph(facts, name);
        return {
          model(probed, about) {
            if (!('scale' in probed)) throw new Error(`${name} was tried as something else`);
            return modelOf(match, probed, about);
          },
        };
      },
    };
  },
  checkpoint(paths) {
    const [root, another] = checkpointRoots(paths);
    // Which of several is meant is not guessed.
    return root === undefined || another !== undefined ? undefined : checkpointAt(root, paths);
  },
  async examineCheckpoint(paths, blobOf) {
    const facts = new Map<string, GraphFacts>();
    for (const path of graphsOfCheckpoint(paths)) {
      const graph = await blobOf(path);
      if (!graph) throw new CodedError('model-damaged', path);
      facts.set(path, await inspectGraph(graph, path));
    }
    const data = [...facts].flatMap(([path, { externalFiles }]) => externalPaths(externalFiles, path));
    const text = async (path: string | undefined) => (path === undefined ? undefined : (await blobOf(path))?.text());
    return {
      data: [...new Set(data)],
      async describe(about) {
        const texts = {
          scheduler: await text(paths.scheduler),
          denoiser: await text(paths.configs.find((path) => /(?:^|\/)(?:unet|transformer)\/config\.json$/.test(path))),
          vae: await text(paths.configs.find((path) => /(?:^|\/)vae(?:_decoder)?\/config\.json$/.test(path))),
        };
        return describeCheckpoint(paths, facts, texts, about);
      },
    };
  },
};

/** Paths of the files with a graph's weights, which are named relative to the graph. */
export function externalPaths(externalFiles: readonly string[], graph: string): string[] {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  return externalFiles.map((file) => folder + file.replace(/^(?:\.\/)+/, ''));
}
