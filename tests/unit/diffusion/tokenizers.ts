import { openAsBlob, readFileSync } from 'node:fs';
import { z } from 'zod';
import { openTokenizer, type PromptTokenizer } from '../../../models/diffusion/tokenizer';
import { sharedFile } from '../../support/shared';

export function json(value: unknown): Blob {
  return new Blob([JSON.stringify(value)]);
}

export function parsed(file: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Where a tokenizer of the reference checkpoints is. `eot` pads with the end of text, `bang` with `!`. */
export function clipFile(padding: 'eot' | 'bang', name: 'tokenizer.json' | 'tokenizer_config.json'): string {
  return sharedFile(`golden/${padding === 'eot' ? 'tiny-sd/tokenizer' : 'tiny-sdxl/tokenizer_2'}/${name}`);
}

/** CLIP's tokenizer, with entries of its configuration replaced. */
export async function clip(padding: 'eot' | 'bang', config: object = {}): Promise<PromptTokenizer> {
  return openTokenizer({
    tokenizer: await openAsBlob(clipFile(padding, 'tokenizer.json')),
    config: json({ ...parsed(clipFile(padding, 'tokenizer_config.json')), ...config }),
  });
}

export const template = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
  pair: [],
  special_tokens: {
    '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
    '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
  },
};

const special = (id: number, content: string) => ({ id, content, special: true, normalized: false });

/** A list of nine words, of which `[unk]` stands for all others. */
export const wordList = {
  added_tokens: [special(0, '[PAD]'), special(1, '<s>'), special(2, '</s>'), special(3, '[unk]')],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: template,
  decoder: null,
  model: {
    type: 'WordLevel',
    vocab: { '[PAD]': 0, '<s>': 1, '</s>': 2, '[unk]': 3, digit: 4, zero: 5, one: 6, two: 7, çok: 8 },
    unk_token: '[unk]',
  },
};

export const wordListConfig = { model_max_length: 12, pad_token: '[PAD]', bos_token: '<s>', eos_token: '</s>' };

/** Pieces with scores, as SentencePiece makes them. */
export const pieceList = {
  ...wordList,
  added_tokens: wordList.added_tokens.slice(0, 3),
  normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  model: {
    type: 'Unigram',
    unk_id: 3,
    vocab: [['[PAD]', 0], ['<s>', 0], ['</s>', 0], ['<unk>', 0], ['▁a', -2], ['▁cat', -3], ['▁', -4], ['s', -3], ['cat', -6]],
  },
};
