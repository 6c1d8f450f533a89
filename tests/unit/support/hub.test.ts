import { createHash } from 'node:crypto';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contentOf, gitBlobId, joinedContent, piecesOf, randomContent, sha256Of } from '../../support/hub/content';
import { startHub, type Hub } from '../../support/hub/hub';
import type { HubRepository } from '../../support/hub/repository';

const hubHost = 'huggingface.co';
const large = randomContent(5, 3_000_000);
const small = contentOf(new TextEncoder().encode('{"a":1}'));

let hub: Hub;
let repository: HubRepository;

beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.faults.clear();
  hub.requests.length = 0;
  hub.pageLength = Infinity;
  repository = hub.publish('some/model', { 'onnx/model.onnx': large, 'config.json': small }, 'mit');
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Whether the connection broke before the end. */
  broken: boolean;
}

interface Asking {
  method?: string;
  headers?: Record<string, string>;
}

function ask(address: string, { method = 'GET', headers = {} }: Asking = {}): Promise<Answer> {
  const { hostname, pathname, search } = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: hub.port,
        servername: hostname,
        rejectUnauthorized: false,
        path: pathname + search,
        method,
        headers: { host: hostname, ...headers },
        agent: false,
      },
      (answer) => {
        const pieces: Uint8Array[] = [];
        const end = (broken: boolean): void =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces), broken });
        answer.on('data', (piece: Uint8Array) => pieces.push(piece));
        answer.on('end', () => end(false));
        answer.on('error', () => end(true));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

const range = (from: number, to: number): Asking => ({ headers: { range: `bytes=${from}-${to - 1}` } });

const resolveAddress = (path = 'onnx/model.onnx', revision = repository.main.id): string =>
  `https://${hubHost}/some/model/resolve/${revision}/${path}`;

async function storageAddress(): Promise<string> {
  const { status, headers } = await ask(resolveAddress());
  expect(status).toBe(302);
  return headers.location ?? '';
}

describe('content', () => {
  test('random content is the same however it is read, and differs from block to block', () => {
    const whole = large.read(0, large.bytes);
    expect(Buffer.compare(whole.subarray(1_040_000, 1_060_000), large.read(1_040_000, 1_060_000))).toBe(0);
    expect(Buffer.compare(whole.subarray(65_530, 65_540), large.read(65_530, 65_540))).toBe(0);
    expect(Buffer.concat([...piecesOf(large)]).equals(whole)).toBe(true);
    expect(sha256Of(large)).toBe(createHash('sha256').update(whole).digest('hex'));
    const blocks = new Set<string>();
    for (let at = 0; at + 65_536 <= large.bytes; at += 65_536) {
      blocks.add(createHash('sha1').update(large.read(at, at + 65_536)).digest('hex'));
    }
    expect(blocks.size).toBe(Math.floor(large.bytes / 65_536));
  });

  test('parts are read across their borders', () => {
    const joined = joinedContent(contentOf(Uint8Array.of(1, 2, 3)), contentOf(Uint8Array.of()), contentOf(Uint8Array.of(4, 5)));
    expect([...joined.read(1, 5)]).toEqual([2, 3, 4, 5]);
    expect([...joined.read(3, 4)]).toEqual([4]);
    expect(joined.bytes).toBe(5);
  });

  test('the id of a small file is what git gives it', () => {
    // git hash-object --stdin <<< hello
    expect(gitBlobId(contentOf(new TextEncoder().encode('hello\n')))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });
});

describe('addresses', () => {
  test('a large file is found by a redirect to a signed address that answers ranges and refuses HEAD', async () => {
    const address = await storageAddress();
    expect(new URL(address).hostname).toBe('cas-bridge.xethub.hf.co');
    const whole = await ask(address);
    expect(whole.status).toBe(200);
    expect(createHash('sha256').update(whole.body).digest('hex')).toBe(sha256Of(large));
    const part = await ask(address, range(1_000_000, 1_200_000));
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 1000000-1199999/3000000' } });
    expect(part.body.equals(large.read(1_000_000, 1_200_000))).toBe(true);
    expect(await ask(address, range(2_900_000, 9_000_000))).toMatchObject({
      status: 206,
      headers: { 'content-length': '100000' },
    });
    expect((await ask(address, range(3_000_000, 3_000_001))).status).toBe(416);
    expect((await ask(address, { method: 'HEAD' })).status).toBe(403);
    expect((await ask(address.replace(/Signature=./, 'Signature=x'))).status).toBe(403);
  });

  test('a signed address runs out', async () => {
    hub.signedForMs = -1;
    const address = await storageAddress();
    hub.signedForMs = 3_600_000;
    expect((await ask(address)).status).toBe(403);
  });

  test('a small file comes at once, with its commit and its id', async () => {
    const answer = await ask(resolveAddress('config.json', 'main'));
    expect(answer).toMatchObject({ status: 200, headers: { 'x-repo-commit': repository.main.id } });
    expect(answer.headers.etag).toBe(`"${gitBlobId(small)}"`);
    expect(answer.body.toString()).toBe('{"a":1}');
  });

  test('what is not there has its own answer, and so has another method', async () => {
    expect(await ask(resolveAddress('nothing'))).toMatchObject({ status: 404, headers: { 'x-error-code': 'EntryNotFound' } });
    expect((await ask(resolveAddress('config.json', 'f'.repeat(40)))).status).toBe(404);
    expect((await ask(`https://${hubHost}/no/where/resolve/main/x`)).status).toBe(401);
    expect((await ask(`https://${hubHost}/nothing`)).status).toBe(401);
    expect((await ask(resolveAddress(), { method: 'POST' })).status).toBe(405);
  });

  test('a visitor gets a cookie', async () => {
    const { status, headers } = await ask(`https://${hubHost}/`);
    expect([status, headers['set-cookie']?.length]).toEqual([200, 1]);
  });

  test('scripts of any origin may read all that they need', async () => {
    const headers = { origin: 'chrome-extension://abc' };
    const answer = await ask(resolveAddress('config.json'), { headers });
    expect(answer.headers['access-control-allow-origin']).toBe('chrome-extension://abc');
    expect(answer.headers['access-control-expose-headers']).toContain('Content-Range');
    const storage = await ask(await storageAddress(), { headers });
    expect(storage.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('listing', () => {
  const tree = z.array(z.looseObject({ path: z.string(), type: z.string() }));
  const listing = async (address: string): Promise<{ entries: z.infer<typeof tree>; link?: string }> => {
    const { body, headers } = await ask(address);
    const { link } = headers;
    return { entries: tree.parse(JSON.parse(body.toString())), ...(typeof link === 'string' ? { link } : {}) };
  };

  test('names commit, licence, sizes and hashes', async () => {
    const { body } = await ask(`https://${hubHost}/api/models/some/model/revision/main`);
    expect(JSON.parse(body.toString())).toMatchObject({
      sha: repository.main.id,
      cardData: { license: 'mit' },
      siblings: [{ rfilename: 'onnx/model.onnx' }, { rfilename: 'config.json' }],
    });
    const { entries } = await listing(`https://${hubHost}/api/models/some/model/tree/${repository.main.id}?recursive=true`);
    expect(entries).toMatchObject([
      { type: 'directory', path: 'onnx' },
      { type: 'file', path: 'onnx/model.onnx', size: 3_000_000, lfs: { oid: sha256Of(large), size: 3_000_000 } },
      { type: 'file', path: 'config.json', size: 7, oid: gitBlobId(small) },
    ]);
  });

  test('comes in pages when told', async () => {
    hub.pageLength = 2;
    const first = await listing(`https://${hubHost}/api/models/some/model/tree/${repository.main.id}?recursive=true`);
    const next = /^<(.+)>; rel="next"$/.exec(first.link ?? '')?.[1] ?? '';
    const second = await listing(next);
    expect([first.entries.length, second.entries.length, second.link]).toEqual([2, 1, undefined]);
  });

  test('a new commit moves main, and the old one stays', async () => {
    const before = repository.main.id;
    repository.commit({ 'config.json': contentOf(Uint8Array.of(50)) });
    expect(repository.main.id).not.toBe(before);
    expect((await ask(resolveAddress('config.json', 'main'))).body.toString()).toBe('2');
    expect((await ask(resolveAddress('config.json', before))).body.toString()).toBe('{"a":1}');
  });
});

describe('faults', () => {
  const atStorage = ({ kind }: { kind: string }): boolean => kind === 'storage';

  test('a connection is cut after so many bytes, as often as told', async () => {
    const address = await storageAddress();
    hub.faults.add(atStorage, { kind: 'cut', after: () => 300_000 }, 1);
    const broken = await ask(address);
    expect(broken.broken).toBe(true);
    expect(broken.body.length).toBeLessThanOrEqual(300_000);
    expect((await ask(address)).broken).toBe(false);
    expect(hub.requests.map(({ sent }) => sent)).toEqual([0, 300_000, 3_000_000]);
  });

  test('what is not the bytes of a file is cut before there is an answer', async () => {
    hub.faults.add(({ kind }) => kind === 'resolve' || kind === 'tree', { kind: 'cut', after: () => 5 }, 2);
    await expect(ask(resolveAddress())).rejects.toThrow('socket hang up');
    await expect(ask(`https://${hubHost}/api/models/some/model/tree/main`)).rejects.toThrow('socket hang up');
    expect((await ask(resolveAddress())).status).toBe(302);
  });

  test('an answer stops coming until everything is cut', async () => {
    const address = await storageAddress();
    hub.faults.add(atStorage, { kind: 'stall', after: 100_000 });
    const asking = ask(address);
    const first = await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, 300, 'nothing'))]);
    expect(first).toBe('nothing');
    hub.cutAll();
    expect(await asking).toMatchObject({ status: 200, broken: true });
  });

  test('a range is answered with everything, one byte is wrong, lengths are wrong', async () => {
    const address = await storageAddress();
    const end = hub.faults.add(atStorage, { kind: 'whole' });
    expect(await ask(address, range(5, 10))).toMatchObject({ status: 200, headers: { 'content-length': '3000000' } });
    end();

    hub.faults.add(atStorage, { kind: 'flip', at: 70_001 }, 1);
    const { body } = await ask(address, range(70_000, 70_010));
    const right = Uint8Array.from(large.read(70_000, 70_010));
    right[1] = (right[1] ?? 0) ^ 1;
    expect([...body]).toEqual([...right]);

    hub.faults.add(atStorage, { kind: 'resize', by: -3 }, 1);
    expect((await ask(address, range(0, 10))).headers['content-range']).toBe('bytes 0-6/3000000');
    hub.faults.add(atStorage, { kind: 'resize', by: 3 }, 1);
    expect((await ask(address, range(2_999_990, 3_000_000))).body.length).toBe(13);
    hub.faults.add(atStorage, { kind: 'total', by: 1 }, 1);
    expect((await ask(address, range(0, 10))).headers['content-range']).toBe('bytes 0-9/3000001');
    expect((await ask(address, range(0, 10))).headers['content-range']).toBe('bytes 0-9/3000000');
  });

  test('statuses and redirects are answered as told', async () => {
    hub.faults.add(({ kind }) => kind === 'tree', { kind: 'status', status: 429, headers: { 'retry-after': '2' } });
    const tree = `https://${hubHost}/api/models/some/model/tree/main`;
    expect(await ask(tree)).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    hub.faults.add(({ kind }) => kind === 'resolve', { kind: 'redirect', to: 'https://elsewhere.example/x' });
    expect((await ask(resolveAddress())).headers.location).toBe('https://elsewhere.example/x');
  });

  test('an answer is sent slowly, and faster as soon as that is over', async () => {
    const address = await storageAddress();
    const end = hub.faults.add(atStorage, { kind: 'slow', bytesPerSecond: 500_000 });
    const started = performance.now();
    const asking = ask(address);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(hub.requests.at(-1)?.sent).toBeLessThan(1_000_000);
    end();
    await asking;
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('offline there is no way to it', async () => {
    expect(hub.tunnels.get('huggingface.co:443')).toBe(hub.port);
    hub.setOffline(true);
    expect(hub.tunnels.size).toBe(0);
    hub.setOffline(false);
    expect(hub.tunnels.get('cas-bridge.xethub.hf.co:443')).toBe(hub.port);
    expect((await ask(resolveAddress('config.json'))).status).toBe(200);
  });
});
