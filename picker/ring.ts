import { candidatesAt } from './at-point';
import { unclippedBox } from './boxes';
import type { Candidate } from './candidate';
import type { Findings } from './findings';
import type { Box } from './geometry';
import type { View } from './overlay/view';
import { labelOf } from './say';

/** The ring around one picture, and what lies over and under that picture. */
export class Ring {
  readonly #view: View;
  readonly #findings: Findings;
  #candidate: Candidate | undefined;
  /** What lies over each other where the ring was put, the top one first. */
  #layers: readonly Candidate[] = [];

  constructor(view: View, findings: Findings) {
    this.#view = view;
    this.#findings = findings;
  }

  /** What it is around. */
  get candidate(): Candidate | undefined {
    return this.#candidate;
  }

  /** In CSS pixels of the viewport. */
  get box(): Box | undefined {
    const candidate = this.#candidate;
    return candidate && unclippedBox(candidate.element, candidate.frames, candidate.clippers);
  }

  /** Puts it around one picture, or around none. */
  put(candidate: Candidate | undefined): void {
    this.#layers = [];
    this.#set(candidate);
  }

  /** Puts it around what is at a point, in CSS pixels of the viewport. */
  putAt(x: number, y: number): void {
    const layers = candidatesAt(x, y, this.#findings.candidates);
    // While the same pictures are under the pointer, the one chosen among them stays.
    const stays =
      layers.length === this.#layers.length && layers.every((layer, index) => layer === this.#layers[index]);
    if (stays && this.#candidate && layers.includes(this.#candidate)) return;
    this.#layers = layers;
    this.#set(layers[0]);
  }

  /** Moves it to what lies under or over its picture; tells whether there is anything. */
  goDeeper(by: 1 | -1): boolean {
    const box = this.box;
    if (this.#layers.length === 0 && box) {
      this.#layers = candidatesAt(box.x + box.width / 2, box.y + box.height / 2, this.#findings.candidates);
    }
    const layers = this.#layers;
    const at = this.#candidate ? layers.indexOf(this.#candidate) : -1;
    const next = layers[(at + by + layers.length) % Math.max(1, layers.length)];
    if (!next) return false;
    this.#set(next);
    return true;
  }

  /** Follows its picture, whatever scrolls, moves or goes away. */
  draw(): void {
    if (this.#candidate && !this.#candidate.element.isConnected) this.#candidate = undefined;
    this.#view.highlight(this.box);
  }

  #set(candidate: Candidate | undefined): void {
    if (candidate === this.#candidate) return;
    this.#candidate = candidate;
    if (candidate) this.#view.label(labelOf(candidate, this.#layers));
    this.draw();
  }
}
