import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

export interface SiteFile {
  body: string | Uint8Array;
  type: string;
  headers?: Record<string, string>;
  status?: number;
  /** Waits this long before the first byte. */
  delay?: number;
}

/** A request as the web site saw it. */
export interface SiteRequest {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Length of what was sent along. */
  bodyBytes: number;
}

export const cors = { 'access-control-allow-origin': '*' };
export const noStore = { 'cache-control': 'no-store' };
/** Forbids a page everything but pictures from anywhere, inline style too. */
export const strictPolicy = { 'content-security-policy': "default-src 'none'; img-src *" };

/** A web site on this machine, under two names so that one can be foreign to the other. */
export interface Site {
  readonly origin: string;
  readonly otherOrigin: string;
  readonly port: number;
  readonly requests: SiteRequest[];
  serve(path: string, file: SiteFile): void;
  servePage(path: string, html: string, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

async function bodyLength(request: IncomingMessage): Promise<number> {
  let length = 0;
  for await (const chunk of request) length += z.instanceof(Uint8Array).parse(chunk).length;
  return length;
}

export async function startSite(): Promise<Site> {
  const files = new Map<string, SiteFile>();
  const requests: SiteRequest[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const bodyBytes = await bodyLength(request);
    requests.push({
      method: request.method ?? '',
      host: request.headers.host ?? '',
      path,
      headers: { ...request.headers },
      bodyBytes,
    });
    const file = files.get(path.split('?')[0] ?? path);
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here');
      return;
    }
    if (file.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, file.delay));
    response.writeHead(file.status ?? 200, { 'content-type': file.type, ...file.headers }).end(file.body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The site has no port'));
      else resolve(address.port);
    });
  });
  // Browsers ask for it on their own; answering keeps it out of the way of the tests' counting.
  files.set('/favicon.ico', { body: '', type: 'image/x-icon', status: 204 });

  const site: Site = {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    port,
    requests,
    serve: (path, file) => void files.set(path, file),
    servePage: (path, html, headers) =>
      site.serve(path, {
        body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${path}</title>${html}`,
        type: 'text/html; charset=utf-8',
        ...(headers ? { headers } : {}),
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
  return site;
}
