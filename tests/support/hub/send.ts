import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { sleep } from '../wait';
import type { Content } from './content';
import { faultOf, type Fault } from './faults';

/** The bytes of one answer: `end - start` bytes of the file from `start` on, and what lies behind its end as zeros. */
export interface Body {
  content: Content;
  start: number;
  end: number;
}

const pieceBytes = 65_536;

function bytesOf({ content }: Body, from: number, to: number): Uint8Array {
  const inside = Math.min(to, content.bytes);
  const bytes = from < inside ? content.read(from, inside) : new Uint8Array();
  if (bytes.length === to - from) return bytes;
  const padded = new Uint8Array(to - from);
  padded.set(bytes);
  return padded;
}

function isOpen(response: ServerResponse): boolean {
  return !response.destroyed && response.socket !== null && !response.socket.destroyed;
}

/** Waits until the other side has taken what was written, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    ending.abort(),
  );
}

/**
 * Sends the body after its headers were written, with the faults that fall in it.
 *
 * @param pace bytes per second at this moment.
 * @param count told the bytes of each piece that was handed over.
 */
export async function send(
  response: ServerResponse,
  body: Body,
  faults: readonly Fault[],
  pace: () => number,
  count: (bytes: number) => void,
): Promise<void> {
  const cut = faultOf(faults, 'cut')?.after() ?? Infinity;
  const stall = faultOf(faults, 'stall')?.after ?? Infinity;
  const flip = faultOf(faults, 'flip')?.at ?? -1;
  const last = Math.min(body.end, body.start + Math.min(cut, stall));
  for (let at = body.start; at < last && isOpen(response); ) {
    const to = Math.min(last, at + pieceBytes);
    let piece = bytesOf(body, at, to);
    if (flip >= at && flip < to) {
      piece = Uint8Array.from(piece);
      piece[flip - at] = (piece[flip - at] ?? 0) ^ 1;
    }
    const fits = response.write(piece);
    count(piece.length);
    at = to;
    if (!fits) await drained(response);
    const bytesPerSecond = pace();
    if (Number.isFinite(bytesPerSecond)) await sleep((piece.length / bytesPerSecond) * 1000);
  }
  if (!isOpen(response)) return;
  if (last === body.end) response.end();
  else if (cut < stall) response.destroy();
  else await once(response, 'close');
}
