import { CodedError } from '../../messages/errors';
import { z } from '../../messages/zod';

/** The files of a tokenizer, as they lie in a model's folder. */
export interface TokenizerFiles {
  /** `tokenizer.json`: vocabulary, merges, and how text becomes pieces. */
  tokenizer: Blob;
  /** `tokenizer_config.json`: length, and which tokens are special. */
  config: Blob;
  /** `special_tokens_map.json`, where there is one. Older exports name the pad token of SD 2.x there only. */
  specialTokens?: Blob | undefined;
}

/** CLIP's is below 4 MB; the largest vocabularies of language models stay below this. */
const maxBytes = 64 << 20;

/** Part of a pipeline that the library builds; it refuses what it does not know. */
const part = z.looseObject({ type: z.string() }).nullable().default(null);

/** As graphs take them, at most 32 bits. */
const tokenId = z.int32().min(0);

const addedToken = z.looseObject({ id: tokenId, content: z.string().min(1), special: z.boolean().optional() });

const tokenizerFile = z.looseObject({
  added_tokens: z.array(addedToken).default([]),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
  model: z.looseObject({
    vocab: z.union([z.record(z.string(), tokenId), z.array(z.tuple([z.string(), z.number()]))]),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])).optional(),
    unk_token: z.string().nullish(),
  }),
});
export type TokenizerDefinition = z.infer<typeof tokenizerFile>;

/** A token by its text, or with flags that matter to those who train. */
const token = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish()
  .transform((text) => text ?? undefined);

const names = { bos_token: token, eos_token: token, unk_token: token, pad_token: token };

const configFile = z.looseObject({
  ...names,
  /** Tokens of one prompt, with those that begin and end it. */
  model_max_length: z.int().min(3).max(4096),
  added_tokens_decoder: z.unknown().optional(),
});
export type TokenizerConfig = z.infer<typeof configFile>;

const specialTokensFile = z.object(names);

/**
 * What the files say, with the special tokens brought together as `transformers` does: `special_tokens_map.json`
 * goes before a configuration that does not list its added tokens, and a special token that only the
 * configuration names counts as an added token of its own. So `!` becomes one where it pads, and is never merged.
 *
 * @throws CodedError `model-failed` where a file is not what it should be; the message names the place
 */
export async function readTokenizerFiles(
  files: TokenizerFiles,
): Promise<{ definition: TokenizerDefinition; config: TokenizerConfig }> {
  const definition = await read('tokenizer.json', files.tokenizer, tokenizerFile);
  const stated = await read('tokenizer_config.json', files.config, configFile);
  const map =
    files.specialTokens && stated.added_tokens_decoder === undefined
      ? await read('special_tokens_map.json', files.specialTokens, specialTokensFile)
      : undefined;
  const config = {
    ...stated,
    bos_token: map?.bos_token ?? stated.bos_token,
    eos_token: map?.eos_token ?? stated.eos_token,
    pad_token: map?.pad_token ?? stated.pad_token,
    // What the library takes for an unknown word of a plain list of words.
    unk_token: definition.model.unk_token ?? map?.unk_token ?? stated.unk_token,
  };
  const added = new Set(definition.added_tokens.map(({ content }) => content));
  const missing = [config.bos_token, config.eos_token, config.unk_token, config.pad_token].flatMap((content) => {
    const id = content === undefined || added.has(content) ? undefined : idOf(definition, content);
    if (content === undefined || id === undefined) return [];
    added.add(content);
    return [{ id, content, special: true, normalized: false }];
  });
  return { definition: { ...definition, added_tokens: [...definition.added_tokens, ...missing] }, config };
}

function idOf({ model: { vocab } }: TokenizerDefinition, content: string): number | undefined {
  if (!Array.isArray(vocab)) return Object.hasOwn(vocab, content) ? vocab[content] : undefined;
  const id = vocab.findIndex(([piece]) => piece === content);
  return id < 0 ? undefined : id;
}

async function read<T>(name: string, file: Blob, schema: z.ZodType<T>): Promise<T> {
  if (file.size > maxBytes) throw new CodedError('model-failed', `${name} has ${file.size} bytes`);
  const parsed = schema.safeParse(parse(name, await file.text()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CodedError('model-failed', `${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('model-failed', `${name} is not JSON`, { cause });
  }
}
