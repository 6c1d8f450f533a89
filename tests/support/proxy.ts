import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A request that a browser made, as the proxy between it and the network saw it. */
export interface SeenRequest {
  /** `CONNECT` for anything encrypted, of which no more can be seen. */
  method: string;
  host: string;
  port: number;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  bodyBytes: number;
}

/** The egress witness: every request of a browser goes through it and is written down. */
export interface Proxy {
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

const loopback = new Set(['127.0.0.1', 'localhost']);

function targetOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '') ?? undefined;
}

/**
 * @param tunnels where encrypted connections to a host (`name:port`) are really sent, as a port on
 * this machine. All that is neither loopback nor in here is refused, so nothing leaves the machine.
 */
export async function startProxy(tunnels: ReadonlyMap<string, number> = new Map()): Promise<Proxy> {
  const seen: SeenRequest[] = [];
  const open = new Set<Duplex>();

  function forward(request: IncomingMessage, response: ServerResponse): void {
    const target = targetOf(request);
    if (!target) {
      response.writeHead(400).end();
      return;
    }
    const entry: SeenRequest = {
      method: request.method ?? '',
      host: target.hostname,
      port: Number(target.port || 80),
      path: `${target.pathname}${target.search}`,
      headers: { ...request.headers },
      bodyBytes: 0,
    };
    seen.push(entry);
    request.on('data', (chunk: Uint8Array) => {
      entry.bodyBytes += chunk.length;
    });
    if (!loopback.has(target.hostname)) {
      request.resume();
      response.writeHead(502).end();
      return;
    }
    const onward = httpRequest(
      { host: '127.0.0.1', port: entry.port, method: entry.method, path: entry.path, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  function tunnel(request: IncomingMessage, socket: Duplex): void {
    const [host = '', port = ''] = (request.url ?? '').split(':');
    seen.push({ method: 'CONNECT', host, port: Number(port), path: '', headers: { ...request.headers }, bodyBytes: 0 });
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const inner = loopback.has(host) ? Number(port) : tunnels.get(`${host}:${port}`);
    if (inner === undefined) {
      socket.end('HTTP/1.1 502 Refused\r\n\r\n');
      return;
    }
    const onward: Socket = connect(inner, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  }

  const server = createServer(forward).on('connect', tunnel);
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The proxy has no port'));
      else resolve(address.port);
    });
  });
  return {
    port,
    seen,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
        for (const socket of open) socket.destroy();
      }),
  };
}
