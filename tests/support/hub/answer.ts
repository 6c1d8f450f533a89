import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { placeOf } from './addresses';
import { addressOf, Exchange, type HubRequest, type HubState } from './exchange';
import { faultOf } from './faults';
import { revisionAnswer } from './listing';

const preflightHeaders = {
  'access-control-allow-methods': 'GET,HEAD,OPTIONS',
  'access-control-allow-headers': 'range',
};

function rangeOf(header: string | undefined): readonly [number, number] | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined) return undefined;
  return [Number(from), to === undefined || to === '' ? Infinity : Number(to) + 1];
}

/** What is there under an address. */
async function give(exchange: Exchange): Promise<void> {
  const { state, place, seen } = exchange;
  const repository = state.repositories.get(place.repo ?? '');
  const commit = place.revision === 'main' ? repository?.main : repository?.commits.get(place.revision ?? '');
  const file = commit?.files.get(place.file ?? '');
  // The hub does not say which repositories there are.
  if (!repository) exchange.refuse(401, 'RepoNotFound');
  else if (!commit) exchange.refuse(404, 'RevisionNotFound');
  else if (place.kind === 'revision') exchange.json(revisionAnswer(repository, commit));
  else if (place.kind === 'tree') exchange.tree(commit);
  else if (!file) exchange.refuse(404, 'EntryNotFound');
  else if (place.kind === 'resolve') await exchange.resolve(commit, file, repository.id);
  else if (!state.signer.isValid(seen.method, addressOf(seen))) exchange.refuse(403, 'AccessDenied');
  else await exchange.file(file);
}

async function answer(exchange: Exchange): Promise<void> {
  const { seen, faults } = exchange;
  const status = faultOf(faults, 'status');
  const redirect = faultOf(faults, 'redirect');
  // Bytes of files are cut and stalled where they are sent; all other answers are before their beginning.
  const isOfBytes = seen.kind === 'storage';
  if (!isOfBytes && faultOf(faults, 'cut')) exchange.response.destroy();
  else if (!isOfBytes && faultOf(faults, 'stall')) await once(exchange.response, 'close');
  else if (status) exchange.end(status.status, status.headers, 'As told');
  else if (redirect) exchange.end(302, { location: redirect.to });
  else if (seen.method === 'OPTIONS') exchange.end(204, preflightHeaders);
  else if (seen.method === 'GET' && seen.path === '/') exchange.page();
  else if (seen.method !== 'GET' && seen.method !== 'HEAD') exchange.refuse(405, 'MethodNotAllowed');
  else await give(exchange);
}

export async function answerWith(state: HubState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = request.headers.host?.split(':')[0] ?? '';
  const path = request.url ?? '/';
  const place = placeOf(host, new URL(path, `https://${host}`));
  const range = rangeOf(request.headers.range);
  const seen: HubRequest = {
    method: request.method ?? '',
    host,
    path,
    kind: place.kind,
    ...(place.repo === undefined ? {} : { repo: place.repo }),
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(range === undefined ? {} : { range }),
    headers: { ...request.headers },
    status: 0,
    sent: 0,
  };
  state.requests.push(seen);
  await answer(new Exchange(state, place, seen, response, state.faults.take(seen)));
}
