import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const recorded = z.object({ repo: z.string(), others: z.array(z.string()), commit: z.string(), pages: z.array(z.array(z.looseObject({ path: z.string() }))) });

/** A server that answers as the hub does, from a recorded listing, which is that of all repositories. */
export interface ListingHub {
  readonly origin: string;
  readonly commit: string;
  /** What to list of a file in place of what was recorded. */
  change(path: string, entry: Record<string, unknown>): void;
  /** Serves the bytes of a small file. */
  serve(path: string, bytes: Uint8Array): void;
  close(): Promise<void>;
}

export async function startListingHub(fixture: string): Promise<ListingHub> {
  const { repo, others, commit, pages } = recorded.parse(JSON.parse(readFileSync(fixture, 'utf8')));
  const changed = new Map<string, Record<string, unknown>>();
  const files = new Map<string, Uint8Array>();
  let origin = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const page = Number(searchParams.get('cursor') ?? 0);
    const asked = [repo, ...others].find((known) => pathname.startsWith(`/api/models/${known}/`)) ?? repo;
    const tree = `/api/models/${asked}/tree/${commit}`;
    const file = files.get(pathname.replace(`/${repo}/resolve/${commit}/`, ''));
    if (pathname === `/api/models/${asked}/revision/main`) response.end(JSON.stringify({ id: asked, sha: commit }));
    else if (pathname === tree && searchParams.get('recursive') === 'true') {
      const more = page + 1 < pages.length;
      if (more) response.setHeader('Link', `<${origin}${tree}?recursive=true&cursor=${page + 1}>; rel="next"`);
      response.end(JSON.stringify(pages[page]?.map((entry) => ({ ...entry, ...changed.get(entry.path) }))));
    } else if (file) response.end(file);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    commit,
    change: (path, entry) => void changed.set(path, entry),
    serve: (path, bytes) => void files.set(path, bytes),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
