import { CodedError, type ErrorCode } from '../../messages/errors';
import type { GraphFacts } from '../onnx/facts';

/** Newest version of each operator set that onnxruntime 1.30 runs; `match.test.ts` asks it. */
const newestOpsets: ReadonlyMap<string, number> = new Map([
  ['', 26],
  ['ai.onnx.ml', 5],
  ['com.microsoft', 1],
]);

/** Newest version of the file format itself. */
const newestFormat = 13;

/** Operators of a known domain for which no web build has a kernel. */
const withoutKernel: readonly string[] = ['GroupNorm', 'NhwcConv', 'BiasSplitGelu'];

/**
 * Refuses a graph that the runtime cannot run, from what it says about itself alone.
 *
 * @param name what errors call it.
 * @param place follows the reason, where a model has several graphs.
 * @throws CodedError `import-opset`, `import-node-unsupported`, `import-float64`, `import-random`, each with the exact
 *   reason as detail
 */
export function requireRunnable({ irVersion, opsets, operators, float64, random }: GraphFacts, name: string, place = ''): void {
  const refuse = (code: ErrorCode, reason: string): never => {
    const detail = reason + place;
    throw new CodedError(code, `${name}: ${reason}`, { detail });
  };
  const unknown = operators.find(({ domain, name: operator }) => {
    return !newestOpsets.has(domain) || (domain === 'com.microsoft' && withoutKernel.includes(operator));
  });
  if (unknown) {
    refuse('import-node-unsupported', unknown.domain === '' ? unknown.name : `${unknown.domain}.${unknown.name}`);
  }
  if (irVersion > newestFormat) refuse('import-opset', `IR ${irVersion}`);
  for (const [domain, version] of opsets) {
    const newest = newestOpsets.get(domain);
    if (newest !== undefined && version > newest) refuse('import-opset', `${domain === '' ? 'opset' : domain} ${version}`);
  }
  if (float64 !== undefined) refuse('import-float64', float64);
  const [draws] = random;
  if (draws !== undefined) refuse('import-random', draws);
}
