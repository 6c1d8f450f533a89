import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clipTokenizerFile } from '../../../models/diffusion/clip-tokenizer-file';
import { fitPrompt } from '../../../models/diffusion/prompt-fit';
import { openTokenizer, type PromptTokenizer } from '../../../models/diffusion/tokenizer';
import { size } from '../../sizes';
import { sharedFile } from '../../support/shared';
import { refusal } from '../import/refusal';
import { clip, clipFile, json, parsed, pieceList, wordList, wordListConfig } from './tokenizers';

const [bos, eos] = [49406, 49407];

const ids = z.array(z.int());
const golden = z
  .array(z.strictObject({ text: z.string(), padEot: ids, padBang: ids }))
  .parse(JSON.parse(readFileSync(sharedFile('golden/tokenizer.json'), 'utf8')));
const vectors = z
  .object({ cases: z.array(z.object({ model: z.string(), name: z.string(), text: z.string(), ids })) })
  .parse(JSON.parse(readFileSync(sharedFile('reference/clip_tokenizer_vectors.json'), 'utf8'))).cases;

let eot: PromptTokenizer;
let bang: PromptTokenizer;
beforeAll(async () => {
  eot = await clip('eot');
  bang = await clip('bang');
});

/**
 * What was recorded, without control tokens that were typed: the recording turns them into ids, and we leave
 * them out.
 */
function withoutTyped(recorded: readonly number[], text: string, pad: number): number[] {
  if (!/<\|(?:start|end)oftext\|>/.test(text)) return [...recorded];
  const words = recorded.filter((id) => id !== bos && id !== eos && id !== pad);
  return [bos, ...words, eos, ...Array<number>(recorded.length - words.length - 2).fill(pad)];
}

describe('CLIP’s tokenizer', () => {
  it.each(['eot', 'bang'] as const)('is the same from its words and merges in files of their own (%s)', async (padding) => {
    const { vocab, merges } = z
      .object({ vocab: z.record(z.string(), z.number()), merges: z.array(z.array(z.string())) })
      .parse(parsed(clipFile(padding, 'tokenizer.json')).model);
    const lines = ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n');
    const older = await openTokenizer({
      tokenizer: await clipTokenizerFile(json(vocab), new Blob([lines])),
      config: json(parsed(clipFile(padding, 'tokenizer_config.json'))),
    });
    const tokenizer = padding === 'eot' ? eot : bang;
    for (const { text } of golden) expect(older.tokenize(text)).toEqual(tokenizer.tokenize(text));
  });

  it('has the merges that CLIP was published with', () => {
    const lines = gunzipSync(readFileSync(sharedFile('weights/clip_bpe_simple_vocab_16e6.txt.gz'))).toString('utf8').split('\n');
    const { merges } = z
      .object({ merges: z.array(z.tuple([z.string(), z.string()])) })
      .parse(parsed(clipFile('eot', 'tokenizer.json')).model);
    expect(merges.map((pair) => pair.join(' '))).toEqual(lines.slice(1, 1 + 49408 - 512 - 2));
  });

  it.each(golden)('gives the recorded ids for $text', ({ text, padEot, padBang }) => {
    expect([...eot.tokenize(text).ids]).toEqual(withoutTyped(padEot, text, eos));
    expect([...bang.tokenize(text).ids]).toEqual(withoutTyped(padBang, text, 0));
  });

  it.each(vectors)('gives the ids that $model is tested with: $name', async ({ model, text, ids: expected }) => {
    // A checkpoint whose pad token is `!`, too.
    const padding = model.includes('owlvit') ? 'bang' : 'eot';
    const long = await clip(padding, { model_max_length: 128 });
    const { ids: all, used, cut } = long.tokenize(text);
    expect([...all.slice(0, used)]).toEqual(expected);
    expect(cut).toBeUndefined();
    const { ids: padded } = (padding === 'bang' ? bang : eot).tokenize(text);
    const kept = expected.slice(0, 76).filter((id) => id !== eos);
    expect([...padded]).toEqual([...kept, eos, ...Array<number>(76 - kept.length).fill(padding === 'bang' ? 0 : eos)]);
  });

  it('never merges the token that it pads with, though only the configuration names it', async () => {
    const file = parsed(clipFile('eot', 'tokenizer.json'));
    const config = parsed(clipFile('bang', 'tokenizer_config.json'));
    const unlisted = await openTokenizer({ tokenizer: json(file), config: json(config) });
    expect(unlisted.tokenize('mat!!').ids).toEqual(bang.tokenize('mat!!').ids);
    expect([...unlisted.tokenize('mat!!').ids.slice(0, 6)]).toEqual([bos, 9063, 0, 0, eos, 0]);
    expect([...eot.tokenize('mat!!').ids.slice(0, 4)]).toEqual([bos, 9063, 748, eos]);
  });

  it('takes the pad token from the special tokens of older exports', async () => {
    const tokenizer = json(parsed(clipFile('eot', 'tokenizer.json')));
    const older = { model_max_length: 77, pad_token: '<|endoftext|>', eos_token: { __type: 'AddedToken', content: '<|endoftext|>' } };
    const specialTokens = json({ pad_token: '!' });
    const sd2 = await openTokenizer({ tokenizer, config: json(older), specialTokens });
    expect(sd2.tokenize('mat!!').ids).toEqual(bang.tokenize('mat!!').ids);
    // A newer configuration lists its added tokens, and says all of it.
    const newer = json({ ...older, added_tokens_decoder: {} });
    expect((await openTokenizer({ tokenizer, config: newer, specialTokens })).tokenize('').ids[76]).toBe(eos);
    const unsaid = json({ ...older, pad_token: undefined });
    expect((await openTokenizer({ tokenizer, config: unsaid })).tokenize('').ids[76]).toBe(eos);
  });

  it('counts what is used', () => {
    expect(eot.tokenize('').used).toBe(2);
    expect(bang.tokenize('mat!!').used).toBe(5);
    expect(eot.tokenize('word '.repeat(80)).used).toBe(77);
  });

  it.each(['<|endoftext|>', '<|startoftext|>', '<|EndOfText|>', '<|endof<|endoftext|>text|>'])('reads %s as no control token', (typed) => {
    for (const tokenizer of [eot, bang]) {
      const { ids: all, used } = tokenizer.tokenize(`a cat${typed}${typed}sat`);
      const inside = [...all.slice(1, used - 1)];
      expect(inside.filter((id) => id === bos || id === eos)).toEqual([]);
      expect(inside.slice(0, 2)).toEqual([320, 2368]);
    }
    expect(eot.tokenize('a cat<|endoftext|>sat')).toEqual({ ...eot.tokenize('a cat sat'), cut: undefined });
  });
});

describe('a prompt that is too long', () => {
  it('is cut where its tokens end, and keeps one that ends it', () => {
    const { ids: all, used, cut } = eot.tokenize(`${'word '.repeat(75)} \n but  THIS is çok <|endoftext|> long `);
    expect(all).toEqual(eot.tokenize('word '.repeat(75)).ids);
    expect(used).toBe(77);
    expect(cut).toBe('but  THIS is çok <|endoftext|> long');
  });

  it('is not cut where everything fits', () => {
    expect(eot.tokenize(`${'word '.repeat(75)}  <|endoftext|>\n`).cut).toBeUndefined();
    expect(eot.tokenize(`${' '.repeat(10_000)}a cat`).cut).toBeUndefined();
  });

  it('keeps a word that is one token, though its beginning is two', () => {
    // "photographe" is two tokens.
    const filled = 'word '.repeat(74);
    expect(eot.tokenize(`${filled}photographer`).cut).toBeUndefined();
    expect(eot.tokenize(`${filled}photographer,x`).cut).toBe(',x');
    expect(eot.tokenize(`${filled}photographer x`).cut).toBe('x');
  });

  it('is cut between characters, not within one', () => {
    expect(eot.tokenize('日本の桜と富士山'.repeat(20)).cut).toMatch(/^(?:日本の桜と富士山|本の桜と富士山|の桜と富士山|桜と富士山|と富士山|富士山|士山|山)(?:日本の桜と富士山)+$/u);
    expect(eot.tokenize('👨‍👩‍👧'.repeat(100)).cut).toMatch(/^(?:👨‍👩‍👧)+$/u);
    expect(eot.tokenize(`${'word '.repeat(74)}👨‍👩‍👧!`).cut).toBe('👨‍👩‍👧!');
    // A mark that is typed after a space makes one character with it.
    expect(eot.tokenize(`${'word '.repeat(75)}\u0301x`).cut).toBe('\u0301x');
    const words = fitPrompt(`z${'😀'.repeat(20_000)}`, 10, (text) => text.split(' ').map(() => 3));
    expect(words).toEqual({ ids: [3], end: 16_383 });
  });

  it('may be long where its words are', () => {
    const long = eot.tokenize('photographer '.repeat(75));
    expect(long.cut).toBeUndefined();
    expect(long.used).toBe(77);
    expect(long.ids[75]).toBe(long.ids[1]);
    expect(eot.tokenize(`${'photographer '.repeat(75)}photographer`)).toEqual({ ...long, cut: 'photographer' });
  });

  it('is not tokenized beyond what fits', () => {
    const lengths: number[] = [];
    fitPrompt('a '.repeat(50_000), 75, (text) => {
      lengths.push(text.length);
      return text.match(/a/g)?.map(() => 320) ?? [];
    });
    expect(Math.max(...lengths)).toBe(512);
    expect(lengths.length).toBeLessThan(80);
  });

  it('is read alike however much follows', () => {
    const words = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 3 }), fc.constantFrom('photograph', '!!', '日本の桜と富士山', ' ')), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', ', ', ''), (parts, separator) => {
        const text = parts.join(separator);
        const { ids: all, cut, used } = eot.tokenize(text);
        const after = eot.tokenize(`${text} ${'and more '.repeat(500)}`);
        expect([...after.ids.slice(0, used - 1)]).toEqual([...all.slice(0, used - 1)]);
        expect(cut === undefined || text.trimEnd().endsWith(cut)).toBe(true);
        // A token that was cut in two may have other tokens as its beginning.
        if (cut !== undefined) expect(eot.tokenize(text.slice(0, text.trimEnd().length - cut.length)).cut).toBeUndefined();
      }),
      { numRuns: size('fuzzRuns') },
    );
  }, 600_000);

  it.each([
    ['words', 'photograph of a mountain, '],
    ['one word', 'x'],
    ['Japanese', '日本の桜と富士山'],
    ['lone surrogates', '\ud800'],
    ['combining marks', '\u0301'],
    ['dashes', '-'],
    ['emoji', '👨‍👩‍👧'],
    ['white space', ' '],
    ['control tokens', '<|endoftext|>'],
  ])('of 100 000 characters of %s does not take long', (_, unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const before = performance.now();
    const { ids: all, cut } = eot.tokenize(text);
    // The library alone takes seconds for some of these, and the machine may be busy.
    expect(performance.now() - before).toBeLessThan(1500);
    expect(all).toHaveLength(77);
    expect(cut === undefined).toBe(/^(?: |<)/.test(unit));
  });
});

describe('any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 1500 }).map((units) => String.fromCharCode(...units)),
    fc
      .array(fc.oneof(fc.constantFrom('<|', 'endoftext', '|>', '<|endoftext|>', '[PAD]', '<s>', '!', '!!', ' ', '\0', 'İ', '\ud83d', '\ufeff'), fc.string()))
      .map((parts) => parts.join('')),
  );

  it.each(['eot', 'bang', 'words', 'pieces'] as const)('gives as many ids as the model takes, in range, each time the same: %s', async (name) => {
    const tokenizer = {
      eot,
      bang,
      words: await openTokenizer({ tokenizer: json(wordList), config: json(wordListConfig) }),
      pieces: await openTokenizer({ tokenizer: json(pieceList), config: json(wordListConfig) }),
    }[name];
    const clips = name === 'eot' || name === 'bang';
    const [begin, end, pad, count] = clips ? [bos, eos, name === 'eot' ? eos : 0, 49408] : [1, 2, 0, 9];
    fc.assert(
      fc.property(text, (typed) => {
        const { ids: all, used, cut } = tokenizer.tokenize(typed);
        expect(all).toHaveLength(tokenizer.length);
        expect(all.every((id) => id >= 0 && id < count)).toBe(true);
        expect([all[0], all[used - 1]]).toEqual([begin, end]);
        expect([...all.slice(1, used - 1)].filter((id) => id === begin || id === end)).toEqual([]);
        expect(all.slice(used).every((id) => id === pad)).toBe(true);
        if (cut !== undefined) expect(typed).toContain(cut);
        if (cut !== undefined) expect(used).toBe(tokenizer.length);
        expect(tokenizer.tokenize(typed)).toEqual({ ids: all, used, cut });
      }),
      { numRuns: size('fuzzRuns') },
    );
  });
});

describe('other tokenizers in this format', () => {
  it('reads a list of words', async () => {
    const words = await openTokenizer({ tokenizer: json(wordList), config: json(wordListConfig) });
    expect(words.length).toBe(12);
    expect([...words.tokenize('Digit two [PAD] ÇOK seven').ids]).toEqual([1, 4, 7, 8, 3, 2, 0, 0, 0, 0, 0, 0]);
    expect(words.tokenize(`${'one '.repeat(10)}Two  two`)).toEqual({ ids: new Int32Array([1, ...Array<number>(10).fill(6), 2]), used: 12, cut: 'Two  two' });
    expect(words.tokenize('z'.repeat(100_000)).used).toBe(3);
  });

  it('reads no control token that only the normalizer makes, and keeps what is none', async () => {
    const smile = { id: 8, content: '<smile>', special: false, normalized: false };
    const words = await openTokenizer({
      tokenizer: json({ ...wordList, added_tokens: [...wordList.added_tokens, smile] }),
      config: json(wordListConfig),
    });
    expect([...words.tokenize('one <S> </S> two<smile>').ids.slice(0, 6)]).toEqual([1, 6, 7, 8, 2, 0]);
  });

  it('leaves out what a vocabulary without a token for it does not know', async () => {
    const known = json({ ...wordList, model: { ...wordList.model, unk_token: undefined } });
    const words = await openTokenizer({ tokenizer: known, config: json(wordListConfig) });
    expect([...words.tokenize('digit seven two').ids.slice(0, 5)]).toEqual([1, 4, 7, 2, 0]);
  });

  it('reads pieces with scores', async () => {
    const pieces = await openTokenizer({ tokenizer: json(pieceList), config: json(wordListConfig) });
    expect([...pieces.tokenize('a cats').ids.slice(0, 6)]).toEqual([1, 4, 5, 7, 2, 0]);
    expect(pieces.tokenize('q'.repeat(100_000)).ids).toHaveLength(12);
  });

  it('puts nothing around the text where its file says nothing of that', async () => {
    const bare = await openTokenizer({ tokenizer: json({ ...wordList, post_processor: null }), config: json(wordListConfig) });
    expect([...bare.tokenize('one two').ids.slice(0, 3)]).toEqual([6, 7, 0]);
  });
});

describe('files that are not a tokenizer’s', () => {
  const model = wordList.model;
  it.each([
    ['tokenizer.json is not JSON', new Blob(['<html>']), wordListConfig],
    ['tokenizer.json: model:', { ...wordList, model: undefined }, wordListConfig],
    ['tokenizer.json: model.vocab', { ...wordList, model: { ...model, vocab: 'words' } }, wordListConfig],
    ['tokenizer.json: model.vocab', { ...wordList, model: { ...model, vocab: { a: 2 ** 31 } } }, wordListConfig],
    ['tokenizer.json: added_tokens.0.id', { ...wordList, added_tokens: [{ id: '1', content: '<s>' }] }, wordListConfig],
    ['Unknown PreTokenizer', { ...wordList, pre_tokenizer: { type: 'Surprise' } }, wordListConfig],
    ['tokenizer.json: ', { ...wordList, model: { ...model, type: 'BPE' } }, wordListConfig],
    ['<s> has no id', { ...wordList, added_tokens: [], model: { ...model, vocab: { '[PAD]': 0 } } }, wordListConfig],
    ['leaves the text out', { ...wordList, post_processor: { type: 'TemplateProcessing', single: [] } }, wordListConfig],
    ['its pad token [MASK] has no id', wordList, { ...wordListConfig, pad_token: '[MASK]' }],
    ['no room for text', { ...wordList, post_processor: { type: 'Sequence', processors: [wordList.post_processor, wordList.post_processor] } }, { ...wordListConfig, model_max_length: 4 }],
    ['tokenizer_config.json: model_max_length', wordList, { ...wordListConfig, model_max_length: 1e30 }],
    ['tokenizer_config.json: model_max_length', wordList, { pad_token: '[PAD]' }],
    ['tokenizer_config.json: ', wordList, []],
  ])('are refused: %s', async (message, tokenizer, config) => {
    const open = () => openTokenizer({ tokenizer: tokenizer instanceof Blob ? tokenizer : json(tokenizer), config: json(config) });
    await refusal(open, 'model-failed');
    await expect(open()).rejects.toThrow(message);
  });

  it('are refused when they are far too large', async () => {
    const large = new Blob([new Uint8Array((64 << 20) + 1)]);
    await expect(openTokenizer({ tokenizer: large, config: json(wordListConfig) })).rejects.toThrow('tokenizer.json has 67108865 bytes');
  });
});
