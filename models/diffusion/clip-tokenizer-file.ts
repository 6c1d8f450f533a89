import { CodedError } from '../../messages/errors';
import { z } from '../../messages/zod';

const vocabulary = z.record(z.string(), z.int32().min(0));

/** What CLIP puts at the beginning and the end of a text. */
const [start, end] = ['<|startoftext|>', '<|endoftext|>'];

/** What CLIP takes for a word (Radford et al. 2021, `simple_tokenizer.py`); digits stand alone. */
const word = `<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+`;

/**
 * CLIP's `tokenizer.json` for exports that have it in the older form, as nearly all of Stable Diffusion have: words in
 * `vocab.json`, and in `merges.txt` which two pieces become one, the first ones first.
 *
 * @throws CodedError `model-failed` where the files are not CLIP's
 */
export async function clipTokenizerFile(vocab: Blob, merges: Blob): Promise<Blob> {
  const words = parse(await vocab.text());
  const [startId, endId] = [words[start], words[end]];
  if (startId === undefined || endId === undefined) throw new CodedError('model-failed', `vocab.json has no ${start}`);
  const pairs = (await merges.text()).split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  const special = (id: number, content: string) => {
    return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  };
  const definition = {
    added_tokens: [special(startId, start), special(endId, end)],
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFC' }, { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }, { type: 'Lowercase' }],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: word }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: { type: 'RobertaProcessing', sep: [end, endId], cls: [start, startId], trim_offsets: false, add_prefix_space: false },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: end,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: words,
      merges: pairs,
    },
  };
  return new Blob([JSON.stringify(definition)]);
}

function parse(text: string): z.infer<typeof vocabulary> {
  try {
    return vocabulary.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('model-failed', 'vocab.json', { cause });
  }
}
