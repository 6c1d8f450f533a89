import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packages } from './packages';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync('node_modules/onnxruntime-web/package.json', 'utf8')));

describe.each(packages)('$browser', ({ files }) => {
  const notices = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(
    files.find(({ path }) => path === 'NOTICES.txt')?.bytes,
  );

  test('the notices are marked as UTF-8, which browsers do not guess', () => {
    expect(notices.startsWith('\uFEFF')).toBe(true);
  });

  test('names the packages whose code ships', () => {
    for (const name of ['onnxruntime-web', 'react-dom', 'react-aria-components', 'lucide-react', 'zod', 'fflate', '@huggingface/tokenizers']) {
      expect(notices).toContain(` - ${name}@`);
    }
  });

  test('carries the notices of what onnxruntime is compiled from, of the version that ships', () => {
    expect(notices).toContain(`onnxruntime ${version} states them`);
    expect(notices).toContain(readFileSync(`scripts/build/notices/onnxruntime-${version}.txt`, 'utf8'));
    for (const library of ['protocolbuffers/protobuf', 'abseil-cpp', 'Eigen', 'dawn', 'emsdk']) {
      expect(notices).toContain(`_____\n\n${library}\n`);
    }
  });
});
