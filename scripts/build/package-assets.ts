import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getLicenseFileText } from 'generate-license-file';
import type { Wxt, WxtHooks } from 'wxt';
import { z } from 'zod';

const messages = z.record(z.string(), z.object({ message: z.string() }));
const toolStrings = z.record(z.string(), z.record(z.string(), z.string()));

const packageVersion = z.object({ version: z.string() });

/** Without it browsers take a text file of a package for Latin-1 (measured in Chromium and Firefox). */
const byteOrderMark = '\uFEFF';

const runtimeFiles = ['ort-wasm-simd-threaded.jspi.mjs', 'ort-wasm-simd-threaded.jspi.wasm'];

async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

/** Every `strings.json` outside `public/`: the words of one tool or of the picker, beside its code. */
async function stringFiles(root: string): Promise<string[]> {
  const tools = await readdir(join(root, 'models/tasks'), { withFileTypes: true });
  return [
    join(root, 'picker/strings.json'),
    ...tools
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, 'models/tasks', entry.name, 'strings.json')),
  ].filter((file) => existsSync(file));
}

/**
 * The locales as they ship: the interface's own messages with the words of every tool added.
 *
 * @throws Error when a key is defined twice or a language is missing from a `strings.json`.
 */
export async function mergedLocales(root: string): Promise<Map<string, z.infer<typeof messages>>> {
  const directory = join(root, 'public/_locales');
  const merged = new Map<string, z.infer<typeof messages>>();
  for (const language of (await readdir(directory)).sort()) {
    const text = await readFile(join(directory, language, 'messages.json'), 'utf8');
    merged.set(language, messages.parse(JSON.parse(text)));
  }
  for (const file of await stringFiles(root)) {
    const strings = toolStrings.parse(JSON.parse(await readFile(file, 'utf8')));
    for (const [language, target] of merged) {
      const words = strings[language];
      if (!words) throw new Error(`${file}: no ${language}`);
      for (const [key, message] of Object.entries(words)) {
        if (Object.hasOwn(target, key)) throw new Error(`${file}: ${key} is defined twice`);
        target[key] = { message };
      }
    }
  }
  return merged;
}

/**
 * Licence texts of everything in the package that others wrote.
 *
 * @throws Error when the notices of onnxruntime are not those of the version that is installed.
 */
async function notices(root: string): Promise<string> {
  const text = await getLicenseFileText(join(root, 'package.json'));
  const manifest = await readFile(join(root, 'node_modules/onnxruntime-web/package.json'), 'utf8');
  const { version } = packageVersion.parse(JSON.parse(manifest));
  const file = join(root, 'scripts/build/notices', `onnxruntime-${version}.txt`);
  if (!existsSync(file)) throw new Error(`${file} is missing: docs/dependencies.md says where it comes from`);
  return `${byteOrderMark}${text.replaceAll(root, '.').trimEnd()}

-----

The WebAssembly file of onnxruntime-web is compiled from further libraries. Their notices, as
onnxruntime ${version} states them for all of its builds:

${await readFile(file, 'utf8')}`;
}

async function packageAssets(wxt: Wxt): Promise<void> {
  const { root, outDir } = wxt.config;
  for (const name of runtimeFiles) {
    await copyInto(join(root, 'node_modules/onnxruntime-web/dist', name), join(outDir, 'ort', name));
  }
  for (const name of await readdir(join(root, 'models/starter'))) {
    if (name.endsWith('.onnx')) {
      await copyInto(join(root, 'models/starter', name), join(outDir, 'starter', name));
    }
  }
  await writeFile(join(outDir, 'NOTICES.txt'), await notices(root));
  for (const [language, words] of await mergedLocales(root)) {
    await writeFile(join(outDir, '_locales', language, 'messages.json'), JSON.stringify(words, null, 1));
  }
}

/**
 * Adds to the package what no entrypoint imports: the runtime, the starter weights, the merged locales
 * and the third-party notices.
 */
export const packageAssetsHooks: Partial<WxtHooks> = {
  'build:done': packageAssets,
};
