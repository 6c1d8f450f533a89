/** A file that the page names, and how the page would ask for it. */
export interface FileSource {
  readonly url: string;
  readonly credentials: RequestCredentials;
  readonly referrerPolicy: ReferrerPolicy;
}

/** What can be drawn to a canvas where its origin allows. */
export type Drawable = HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | SVGImageElement;

/** How the pixels of a picture can be had; the screen is always the last resort. */
export type Content =
  /** Files, the largest first; `drawable` shows one of them. */
  | { readonly kind: 'files'; readonly sources: readonly FileSource[]; readonly drawable?: Drawable }
  /** Pixels without a file. */
  | { readonly kind: 'drawing'; readonly drawable: HTMLCanvasElement | HTMLVideoElement }
  /** Inline SVG. */
  | { readonly kind: 'vector'; readonly svg: SVGSVGElement }
  /** A frame of another origin. */
  | { readonly kind: 'screen' };

/** A picture that an element shows. */
export interface Finding {
  readonly content: Content;
  /** Size in pixels where known, else 0. */
  readonly width: number;
  readonly height: number;
  /**
   * It reads as empty: an unused canvas over the page, or one whose pixels only the screen has. It is
   * offered where there is nothing else.
   */
  readonly faint?: boolean;
}

/** A picture of the page that can be picked. */
export interface Candidate extends Finding {
  readonly element: Element;
  readonly frames: readonly HTMLElement[];
  readonly clippers: readonly Element[];
  /** What the page says it shows; may be empty. */
  readonly description: string;
}

/** The address that stands for a candidate; `undefined` for what has none. */
export function addressOf(candidate: Finding): string | undefined {
  return candidate.content.kind === 'files' ? candidate.content.sources[0]?.url : undefined;
}

/** Whether both are the same picture in the same element, found at different times. */
export function isSame(a: Candidate, b: Candidate): boolean {
  return a.element === b.element && a.content.kind === b.content.kind && addressOf(a) === addressOf(b);
}
