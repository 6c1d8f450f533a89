import { pixelSourceOf } from '../../images/pixel-source';
import { CodedError, toErrorCode } from '../../messages/errors';
import type { LoadedClassifier } from '../safety/open-classifier';
import type { ClassifierFacts } from '../store/protocol';

/**
 * Has a classifier look at a grey picture.
 *
 * @throws CodedError `import-run-failed` where it gives not one number for each label; `out-of-memory`
 */
export async function probeClassifier(open: () => Promise<LoadedClassifier>): Promise<ClassifierFacts> {
  try {
    const classifier = await open();
    await classifier.look(pixelSourceOf(new Uint8ClampedArray(8 * 8 * 4).fill(128), 8, 8));
    await classifier.release();
    return { looks: true };
  } catch (error) {
    const code = toErrorCode(error) === 'out-of-memory' ? 'out-of-memory' : 'import-run-failed';
    throw new CodedError(code, 'the trial failed', { cause: error });
  }
}
