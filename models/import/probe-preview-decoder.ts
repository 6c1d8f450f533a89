import { CodedError, toErrorCode } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import type { Graph } from '../runtime/graph';
import { findRange, fixedSize, runPreviewGraph } from '../diffusion/preview-graph';
import { NoPicture } from '../runtime/session';
import type { PreviewDecoderFacts } from '../store/protocol';

/** Latents of another shape than those that its range is found with. */
const odd = { channels: 4, height: 9, width: 20 };

/**
 * Tries a decoder for previews: whether it gives 8 × 8 pixels for each latent, whatever the size, and what its values mean.
 *
 * @throws CodedError `out-of-memory`; `import-no-tool` where its pictures have another size; `import-run-failed`
 */
export async function probePreviewDecoder(open: () => Promise<Pick<Graph, 'name' | 'inputs' | 'outputs' | 'run' | 'release'>>): Promise<PreviewDecoderFacts> {
  try {
    const graph = await open();
    try {
      const range = await findRange(graph);
      if (!fixedSize(graph)) await runPreviewGraph(graph, new Float32Array(4 * odd.height * odd.width), odd);
      return { range };
    } finally {
      await graph.release();
    }
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(cause: unknown): CodedError {
  if (cause instanceof NoPicture) return new CodedError('import-no-tool', cause.message, { detail: reasonDetail('no-latents'), cause });
  const code = toErrorCode(cause) === 'out-of-memory' ? 'out-of-memory' : 'import-run-failed';
  return new CodedError(code, 'the trial failed', { cause });
}
