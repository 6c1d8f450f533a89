/** What is read at once, and so what a reader holds besides what it fills. */
const blockBytes = 4 * 2 ** 20;

/**
 * A blob whose parts are read block by block with `arrayBuffer()`. Chromium 156 leaves a
 * BYOB read of `Blob.stream()` unanswered for ever now and then (in a loop over a file of the origin's private
 * file system, one of about a hundred parts of half a megabyte), and onnxruntime-web reads external data that way
 * wherever a stream offers it; this one does not. No byte is copied to make one.
 */
export class BlockBlob extends Blob {
  constructor(source: Blob) {
    super([source]);
  }

  override slice(start?: number, end?: number, contentType?: string): BlockBlob {
    return new BlockBlob(super.slice(start, end, contentType));
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          if (at >= this.size) {
            controller.close();
            return;
          }
          const block = await super.slice(at, at + blockBytes).arrayBuffer();
          at += block.byteLength;
          controller.enqueue(new Uint8Array(block));
        },
      },
      // Nothing is read before it is asked for.
      { highWaterMark: 0 },
    );
  }
}
