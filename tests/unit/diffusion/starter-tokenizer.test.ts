import { openAsBlob, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTokenizer, type PromptTokenizer } from '../../../models/diffusion/tokenizer';

/** Texts and the ids that the generator's training makes of them, without padding: `training/generator/tokenizer.py`. */
const prompts = z
  .array(z.tuple([z.string(), z.array(z.int())]))
  .parse(JSON.parse(readFileSync('tests/fixtures/starter-prompts.json', 'utf8')));

const folder = 'models/starter/generator/tokenizer';
let tokenizer: PromptTokenizer;
beforeAll(async () => {
  tokenizer = await openTokenizer({
    tokenizer: await openAsBlob(`${folder}/tokenizer.json`),
    config: await openAsBlob(`${folder}/tokenizer_config.json`),
  });
});

describe('the starter generator’s tokenizer', () => {
  it('reads every prompt of the evaluation, and odd ones, as training does', () => {
    expect(prompts.length).toBeGreaterThan(2400);
    const read = prompts.map(([text]) => {
      const { ids, used } = tokenizer.tokenize(text);
      expect(ids).toHaveLength(25);
      expect(ids.slice(used).every((id) => id === 0)).toBe(true);
      return [text, [...ids.slice(0, used)]];
    });
    expect(read).toEqual(prompts);
  });

  it('reads Turkish without accents and in capitals', () => {
    const { ids } = tokenizer.tokenize('kırmızı arka planda ağaç');
    expect(tokenizer.tokenize('kirmizi arka planda agac').ids).toEqual(ids);
    expect(tokenizer.tokenize('KIRMIZI ARKA PLANDA AĞAÇ').ids).toEqual(ids);
  });

  it('leaves out what it does not know', () => {
    expect(tokenizer.tokenize('a photorealistic apple, 8k').ids).toEqual(tokenizer.tokenize('a apple').ids);
  });
});
