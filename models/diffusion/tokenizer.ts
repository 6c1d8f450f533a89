import { Tokenizer } from '@huggingface/tokenizers';
import { CodedError } from '../../messages/errors';
import { fitPrompt } from './prompt-fit';
import { readTokenizerFiles, type TokenizerDefinition, type TokenizerFiles } from './tokenizer-files';

/** A prompt as a text encoder takes it. */
export interface PromptTokens {
  /** Shape [length]: what begins a prompt, the text's tokens, what ends one, then padding. */
  ids: Int32Array;
  /** How many of `ids` are not padding, those that begin and end the prompt included. */
  used: number;
  /** The end of the text that does not fit, as it was typed; `undefined` if everything fits. */
  cut: string | undefined;
}

export interface PromptTokenizer {
  /** Tokens of every prompt; 77 for CLIP. */
  readonly length: number;
  /**
   * Never throws, whatever the text; takes milliseconds, however long it is. Control tokens that were typed, such as
   * `<|endoftext|>`, are read as white space. Words that a vocabulary without a token for them does not know are left out.
   */
  tokenize(text: string): PromptTokens;
}

/** Looks like no word, so that taking it away takes nothing that a person means: `<|endoftext|>`, `[PAD]`, not `!`. */
const controlToken = /^[<[].+[\]>]$/su;

/** Stands for the text where the library is asked what it puts around one; no vocabulary has it. */
const placeholder = '\0text\0';

/**
 * Makes a tokenizer from the files of a model. Nothing is fetched.
 *
 * @throws CodedError `model-failed` where the files are not a tokenizer's or leave no room for text
 */
export async function openTokenizer(files: TokenizerFiles): Promise<PromptTokenizer> {
  const { definition, config } = await readTokenizerFiles(files);
  const { tokenizer, before, after } = construct(definition, config);
  const length = config.model_max_length;
  const room = length - before.length - after.length;
  if (room < 1) throw new CodedError('model-failed', `tokenizer: no room for text in ${length} tokens`);
  const padding = config.pad_token ?? config.eos_token;
  const pad = padding === undefined ? undefined : tokenizer.token_to_id(padding);
  if (pad === undefined) throw new CodedError('model-failed', `tokenizer: its pad token ${padding ?? ''} has no id`);
  const control = typedControlTokens(definition);
  const encode = (text: string) =>
    tokenizer.encode(text, { add_special_tokens: false }).ids.filter((id) => Number.isInteger(id));

  return {
    length,
    tokenize(text) {
      // As many spaces, so that places in the text stay what they are.
      const plain = control ? text.replace(control, (match) => ' '.repeat(match.length)) : text;
      const fit = fitPrompt(plain, room, encode);
      const prompt = [...before, ...fit.ids, ...after];
      const ids = new Int32Array(length).fill(pad);
      ids.set(prompt);
      const all = plain.slice(fit.end).trim() === '';
      return { ids, used: prompt.length, cut: all ? undefined : text.slice(fit.end).trim() };
    },
  };
}

/** The library's tokenizer, and the ids that its model's prompts begin and end with. */
function construct(
  definition: TokenizerDefinition,
  config: object,
): { tokenizer: Tokenizer; before: number[]; after: number[] } {
  try {
    const tokenizer = new Tokenizer(definition, config);
    const framed = tokenizer.post_processor?.post_process([placeholder], null, true).tokens ?? [placeholder];
    const text = framed.indexOf(placeholder);
    if (text < 0) throw new Error('post_processor leaves the text out');
    const id = (token: string) => {
      const found = tokenizer.token_to_id(token);
      if (found === undefined) throw new Error(`${token} has no id`);
      return found;
    };
    return { tokenizer, before: framed.slice(0, text).map(id), after: framed.slice(text + 1).map(id) };
  } catch (cause) {
    throw new CodedError('model-failed', `tokenizer.json: ${String(cause)}`, { cause });
  }
}

/** In any case, since a normalizer may make the one out of the other. */
function typedControlTokens({ added_tokens }: TokenizerDefinition): RegExp | undefined {
  const contents = added_tokens
    .filter(({ content, special }) => special && controlToken.test(content))
    .map(({ content }) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .sort((a, b) => b.length - a.length);
  return contents.length === 0 ? undefined : new RegExp(contents.join('|'), 'giu');
}
