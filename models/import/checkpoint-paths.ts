import { CodedError } from '../../messages/errors';

/** Where the parts of a checkpoint lie among files. */
export interface CheckpointPaths {
  textEncoders: readonly {
    graph: string;
    /** Folder of its tokenizer. */
    tokenizer: string;
  }[];
  denoiser: string;
  vaeDecoder: string;
  /** Missing where the export makes pictures from words alone. */
  vaeEncoder: string | undefined;
  /** Missing where the export does not say how it is denoised. */
  scheduler: string | undefined;
  /** Small files that say how the parts are used, the scheduler's and the tokenizers' among them. */
  configs: readonly string[];
}

/** Folders of exports: diffusers' own names. */
const denoisers = ['unet', 'transformer'] as const;
const tokenizerFiles = ['tokenizer.json', 'vocab.json', 'merges.txt', 'tokenizer_config.json', 'special_tokens_map.json'];
const configFiles = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  ...[...denoisers, 'vae', 'vae_decoder', 'text_encoder', 'text_encoder_2'].map((folder) => `${folder}/config.json`),
];

/** Folders, each with a slash at its end or empty, that hold a denoiser's folder beside a text encoder's or a decoder's. */
export function checkpointRoots(paths: readonly string[]): string[] {
  const graphs = paths.filter((path) => /\.onnx$/i.test(path));
  const roots = graphs.map((path) => /^(?<root>(?:.*\/)?)(?:unet|transformer)\/[^/]+$/i.exec(path)?.groups?.root);
  return [...new Set(roots)].filter((root) => {
    return root !== undefined && graphs.some((path) => path.startsWith(`${root}text_encoder/`) || path.startsWith(`${root}vae_decoder/`));
  }).filter((root) => root !== undefined);
}

/**
 * The parts of a checkpoint below a folder, in the layout that diffusers' exports have.
 *
 * @throws CodedError `import-part-missing`, whose detail names what is not there; `import-several-models` where a folder
 *   holds several graphs and none is called `model.onnx`
 */
export function checkpointAt(root: string, paths: readonly string[]): CheckpointPaths {
  const there = new Set(paths);
  const graph = (folder: string): string | undefined => graphIn(`${root}${folder}/`, paths);
  const needed = (folder: string): string => graph(folder) ?? `${folder}/model.onnx`;
  const second = graph('text_encoder_2');
  const suffixes = second === undefined && !paths.some((path) => path.startsWith(`${root}tokenizer_2/`)) ? [''] : ['', '_2'];
  const denoiser = denoisers.map(graph).find((path) => path !== undefined) ?? 'unet/model.onnx';
  const textEncoders = suffixes.map((suffix) => ({
    graph: needed(`text_encoder${suffix}`),
    tokenizer: `${root}tokenizer${suffix}`,
  }));
  const vaeDecoder = needed('vae_decoder');
  const wanted = [
    ...textEncoders.map((encoder) => encoder.graph),
    ...textEncoders.flatMap(({ tokenizer }) => {
      // Older exports have the words and how they are put together in files of their own.
      const isOlder = ['vocab.json', 'merges.txt'].every((name) => there.has(`${tokenizer}/${name}`));
      return [...(isOlder ? [] : ['tokenizer.json']), 'tokenizer_config.json'].map((name) => `${tokenizer}/${name}`);
    }),
    denoiser,
    vaeDecoder,
  ];
  const missing = wanted.filter((path) => !there.has(path)).map((path) => path.slice(path.startsWith(root) ? root.length : 0));
  if (missing.length > 0) {
    throw new CodedError('import-part-missing', `${root}: ${missing.join(', ')}`, { detail: missing.join(', ') });
  }
  const tokenizers = textEncoders.flatMap(({ tokenizer }) => tokenizerFiles.map((name) => `${tokenizer}/${name}`));
  const configs = [...configFiles.map((path) => root + path), ...tokenizers].filter((path) => there.has(path));
  return {
    textEncoders,
    denoiser,
    vaeDecoder,
    vaeEncoder: graph('vae_encoder'),
    scheduler: configs.find((path) => path.endsWith('/scheduler_config.json')),
    configs,
  };
}

/** Every graph of a checkpoint. */
export function graphsOfCheckpoint({ textEncoders, denoiser, vaeDecoder, vaeEncoder }: CheckpointPaths): string[] {
  return [...textEncoders.map(({ graph }) => graph), denoiser, vaeDecoder, vaeEncoder].filter((path) => path !== undefined);
}

function graphIn(folder: string, paths: readonly string[]): string | undefined {
  const here = paths.filter((path) => path.startsWith(folder) && /^[^/]+\.onnx$/i.test(path.slice(folder.length)));
  const usual = here.find((path) => path === `${folder}model.onnx`);
  if (usual !== undefined || here.length <= 1) return usual ?? here[0];
  throw new CodedError('import-several-models', here.join(', '), { detail: here.join(', ') });
}
