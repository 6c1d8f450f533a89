import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { codeOf, packages } from './packages';

/** Remote addresses that the package may name, none of which is ever fetched but the first two. */
const allowedUrls = [
  /^https:\/\/huggingface\.co\/?$/,
  /^https:\/\/\*\.hf\.co\/?$/,
  // Permissions that Firefox asks for with a download.
  /^https:\/\/(?:huggingface|\*\.hf)\.co\/\*$/,
  // What the person typed, put together to see whether it is an address of the hub.
  /^https:\/\/\$\{\w\}$/,
  // Identifiers, not addresses.
  /^http:\/\/www\.w3\.org\//,
  // Names of vocabularies in what a saved picture says of itself; nothing is asked for there.
  /^http:\/\/ns\.adobe\.com\/xap\/1\.0\/$/,
  /^http:\/\/purl\.org\/dc\/elements\/1\.1\/$/,
  /^http:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/$/,
  /^http:\/\/iptc\.org\/std\/Iptc4xmpExt\/2008-02-29\/$/,
  /^https?:\/\/json-schema\.org\//,
  // Named in messages for developers by React, React Aria and onnxruntime.
  /^https:\/\/react\.dev\//,
  /^https:\/\/web\.dev\/cross-origin-isolation-guide/,
  // Zod puts an address together to see whether it is one of IPv6.
  /^http:\/\/\[\$\{/,
];

const forbidden = [
  'RTCPeerConnection',
  'RTCDataChannel',
  'sendBeacon',
  'WebSocket',
  'WebTransport',
  'EventSource(',
  'importScripts(',
  'document.write(',
  // Stores that the privacy page does not list.
  'localStorage',
  'document.cookie',
];

describe.each(packages)('$browser', ({ files }) => {
  const code = codeOf(files);

  test('names no remote address that is not expected', () => {
    const found = code.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:https?|wss?):\/\/[^\s"'`<>\\);]+/g)].map(([url]) => ({ path, url })),
    );
    expect(found.filter(({ url }) => !allowedUrls.some((allowed) => allowed.test(url)))).toEqual([]);
  });

  test.each(forbidden)('has no %s', (word) => {
    expect(code.filter(({ text }) => text.includes(word)).map(({ path }) => path)).toEqual([]);
  });

  test('evaluates no text as code', () => {
    const found = code.flatMap(({ path, text }) =>
      [...text.matchAll(/\beval\(|\bnew Function\(|[^.\w]Function\(['"`]/g)].map(([match]) => `${path}: ${match}`),
    );
    // The onnxruntime glue names `new Function` on a path for embedded custom code that no model takes;
    // the content security policy forbids it besides.
    expect(found.filter((line) => !line.startsWith('ort/'))).toEqual([]);
  });

  test('fetches from a page in one place only, and has no other way out there', () => {
    const picker = code.find(({ path }) => path === 'picker.js');
    expect(picker).toBeDefined();
    expect([...(picker?.text ?? '').matchAll(/\bfetch\(/g)]).toHaveLength(1);
    expect(picker?.text).not.toMatch(/XMLHttpRequest|\.src\s*=\s*["'`]http/);
  });

  test('is small: the package at most 20 MB zipped, the content script at most 30 kB', () => {
    const zipped = zipSync(Object.fromEntries(files.map((file) => [file.path, new Uint8Array(file.bytes)])));
    expect(zipped.length).toBeLessThanOrEqual(20e6);
    const picker = files.find(({ path }) => path === 'picker.js');
    expect(gzipSync(picker?.bytes ?? Buffer.alloc(1e6)).length).toBeLessThanOrEqual(30e3);
  });

  test('carries the runtime once, and no test weights', () => {
    const names = files.map(({ path }) => path);
    expect(names.filter((name) => name.endsWith('.wasm'))).toEqual(['ort/ort-wasm-simd-threaded.jspi.wasm']);
    expect(names.filter((name) => name.endsWith('.onnx'))).toEqual([
      'starter/enlarge-x2.onnx',
      'starter/enlarge-x4.onnx',
      'starter/repair.onnx',
    ]);
  });

  test('names no folder of the machine that built it', () => {
    const here = process.cwd();
    expect(files.filter(({ bytes }) => bytes.includes(here)).map(({ path }) => path)).toEqual([]);
  });
});
