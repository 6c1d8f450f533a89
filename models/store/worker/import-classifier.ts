import { isClassifierConfig, type ClassifierTexts } from '../../import/describe-classifier';
import type { Intake, IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Journal } from '../record';
import type { Context } from './context';
import { copyGraph } from './copy-graph';
import type { Entry } from './entry';
import { sourceOf, tryClassifier } from './publish';

/** Configurations are small: what is larger is none. */
const mostConfigBytes = 2 ** 20;

/** What says that a graph is a classifier's, where it is: the files of transformers, beside it or in a folder around it. */
export async function classifierTextsOf({ files }: Intake, graph: IntakeFile): Promise<ClassifierTexts | undefined> {
  const nearest = (name: string): IntakeFile | undefined => {
    const around = files.filter(({ path, bytes }) => {
      const folder = path.slice(0, -name.length);
      return path.endsWith(name) && (folder === '' || folder.endsWith('/')) && graph.path.startsWith(folder) && bytes <= mostConfigBytes;
    });
    return around.sort((a, b) => b.path.length - a.path.length)[0];
  };
  const [config, preprocessor] = [nearest('config.json'), nearest('preprocessor_config.json')];
  if (!config || !preprocessor) return undefined;
  const text = await textOf(config);
  return isClassifierConfig(text) ? { config: text, preprocessor: await textOf(preprocessor) } : undefined;
}

/** @throws CodedError `import-unreadable` */
async function textOf(file: IntakeFile): Promise<string> {
  try {
    return await new Response(file.stream()).text();
  } catch (error) {
    throw unreadable(error, file.path);
  }
}

/**
 * Copies a classifier's graph and the files with its weights, has it tried, and makes it a model.
 *
 * @throws CodedError `import-*`, `storage-full`; then what was copied is to be removed
 */
export async function importClassifier(
  entry: Entry,
  intake: Intake,
  { graph, texts }: { graph: IntakeFile; texts: ClassifierTexts },
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { id, name, origin, addedAt } = entry;
  const about = { id, name, licence: '', graph: graph.path };
  // Its hashes show when it is copied.
  const unknown = { kind: 'own' as const, files: [{ path: graph.path, bytes: 1, sha256: '0'.repeat(64) }] };
  const { copied, examined } = await copyGraph(entry, intake, graph, context, signal, (looked) => {
    looked.classifier(texts, { ...about, source: unknown });
  });
  const journal: Journal = { version: 1, id, name, origin, addedAt, graph: graph.path, licence: '', files: copied };
  await tryClassifier(entry, journal, examined.classifier(texts, { ...about, source: sourceOf(journal) }), context, signal);
}
