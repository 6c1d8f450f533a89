/** What a request to the hub is about. */
export interface HubSubject {
  method: string;
  host: string;
  /** `revision` and `tree` are the listing, `resolve` the address of a file, `storage` where its bytes are. */
  kind: 'revision' | 'tree' | 'resolve' | 'storage' | 'unknown';
  repo?: string;
  /** Path of the file in its repository. */
  file?: string;
  /** Which bytes are asked for, up to but not including the second number; all of them where it is missing. */
  range?: readonly [number, number];
}

export type Fault =
  /** The connection breaks after so many bytes of the file; where none are sent, instead of an answer. */
  | { kind: 'cut'; after: () => number }
  /** Nothing more comes after so many bytes of the file, or where none are sent at all, and nothing ends. */
  | { kind: 'stall'; after: number }
  /** The whole file with status 200, whatever range was asked for. */
  | { kind: 'whole' }
  /** The byte at this place of the file is another one. */
  | { kind: 'flip'; at: number }
  /** The answer, by its own headers too, has so many bytes more (or fewer) than were asked for. */
  | { kind: 'resize'; by: number }
  /** Content-Range names a file that is so many bytes larger. */
  | { kind: 'total'; by: number }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'redirect'; to: string }
  | { kind: 'slow'; bytesPerSecond: number };

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

interface Rule {
  applies: (subject: HubSubject) => boolean;
  fault: Fault;
  left: number;
}

/** Which faults are to happen, until told otherwise. */
export class Faults {
  readonly #rules = new Set<Rule>();

  /**
   * @param times how many requests get it.
   * @returns what ends it.
   */
  add(applies: (subject: HubSubject) => boolean, fault: Fault, times = Infinity): () => void {
    const rule = { applies, fault, left: times };
    this.#rules.add(rule);
    return () => void this.#rules.delete(rule);
  }

  clear(): void {
    this.#rules.clear();
  }

  /** The faults that a new request gets, each counted once. */
  take(subject: HubSubject): Fault[] {
    const found = [...this.#rules].filter(({ applies, left }) => left > 0 && applies(subject));
    for (const rule of found) rule.left--;
    return found.map(({ fault }) => fault);
  }

  /** Bytes per second that this request is sent at now: it may change while it is answered. */
  pace(subject: HubSubject): number {
    const paces = [...this.#rules].flatMap(({ applies, fault }) =>
      fault.kind === 'slow' && applies(subject) ? [fault.bytesPerSecond] : [],
    );
    return Math.min(Infinity, ...paces);
  }
}

export function faultOf<Kind extends Fault['kind']>(
  faults: readonly Fault[],
  kind: Kind,
): FaultOf<Kind> | undefined {
  return faults.find((fault): fault is FaultOf<Kind> => fault.kind === kind);
}
