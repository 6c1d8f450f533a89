/**
 * One URL per blob for as long as the blob is held: going back and forth in the history must not
 * make the browser decode a picture again.
 */
export class ObjectUrls {
  readonly #urls = new Map<Blob, string>();

  get(blob: Blob): string {
    let url = this.#urls.get(blob);
    if (url === undefined) {
      url = URL.createObjectURL(blob);
      this.#urls.set(blob, url);
    }
    return url;
  }

  /** Revokes every URL whose blob is not among `held`. */
  retain(held: ReadonlySet<Blob>): void {
    for (const [blob, url] of this.#urls) {
      if (held.has(blob)) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(blob);
    }
  }
}
