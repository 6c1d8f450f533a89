import type { HubRequest } from './exchange';
import type { HubSubject } from './faults';

/** Whether a request is for the bytes of a file of that repository. */
export function isForBytesOf(repo: string): (subject: HubSubject) => boolean {
  return (subject) => subject.kind === 'storage' && subject.repo === repo;
}

/** Bytes of files that the storage host handed over for a repository. */
export function sentFor(requests: readonly HubRequest[], repo: string): number {
  return requests.filter(isForBytesOf(repo)).reduce((sum, { sent }) => sum + sent, 0);
}

/** Requests for bytes of a file that lie in one of the ranges. */
export function requestsInside(
  requests: readonly HubRequest[],
  repo: string,
  file: string,
  ranges: readonly (readonly [number, number])[],
): string[] {
  return requests
    .filter((request) => isForBytesOf(repo)(request) && request.file === file)
    .flatMap(({ range: [from, to] = [0, Infinity] }) =>
      ranges
        .filter(([start, end]) => from < end && to > start)
        .map(([start, end]) => `${from}–${to} of ${file} was asked for, and ${start}–${end} was there`),
    );
}
