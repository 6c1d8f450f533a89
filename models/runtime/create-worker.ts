/** Starts the model worker, which is a file of its own in the package (`entrypoints/model-worker.ts`). */
export function createModelWorker(): Worker {
  return new Worker('/model-worker.js', { name: 'model-worker' });
}
