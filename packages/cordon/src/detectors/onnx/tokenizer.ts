import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { createBertWords } from './bert-words.ts'
import { createByteBpe } from './byte-bpe.ts'
import { createWordPiece } from './word-piece.ts'

/** A text as a model reads it. Offsets are UTF-16 units of the text, exact whatever was lowered or stripped. */
export interface Token {
  readonly id: number
  readonly start: number
  readonly end: number
  /** Ascending: tokens of one word have one number. */
  readonly word: number
}

export interface Tokenizer {
  readonly encode: (text: string) => Token[]
  /** What stands around the tokens of every window, for example `[CLS]` and `[SEP]`. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * A `tokenizer.json` as Hugging Face's tokenizers write it: WordPiece with BERT's words, or byte-level BPE. Anything else
 * is refused: a model that reads other tokens than it learnt finds nothing, and says nothing of it. Throws `config_invalid`.
 */
export function readTokenizer(json: unknown, vocabularySize = Number.POSITIVE_INFINITY): Tokenizer {
  const parsed = TokenizerFile.safeParse(json)
  if (!parsed.success) throw unsupported(parsed.error.issues[0]?.path.join('.') ?? 'shape')
  const { model, normalizer, pre_tokenizer: words, post_processor: frame } = parsed.data
  if (Object.values(model.vocab).some((id) => id >= vocabularySize)) throw unsupported('model.vocab')
  const framing = framingOf(frame)
  if (model.type === 'WordPiece' && words.type === 'BertPreTokenizer') {
    const split = createBertWords(normalizer ?? NOTHING_CHANGED)
    return { encode: createWordPiece(model, split), ...framing }
  }
  if (model.type === 'BPE' && words.type === 'ByteLevel' && normalizer === null)
    return { encode: createByteBpe(model, words.add_prefix_space), ...framing }
  throw unsupported('normalizer, pre_tokenizer and model together')
}

const NOTHING_CHANGED = { clean_text: false, handle_chinese_chars: false, strip_accents: false, lowercase: false }

const Vocabulary = z.record(z.string(), z.int().nonnegative())

const WordPieceModel = z.object({
  type: z.literal('WordPiece'),
  vocab: Vocabulary,
  unk_token: z.string(),
  continuing_subword_prefix: z.string(),
  max_input_chars_per_word: z.int().positive().max(1_000).default(100),
})
export type WordPieceModel = z.infer<typeof WordPieceModel>

const BpeModel = z.object({
  type: z.literal('BPE'),
  vocab: Vocabulary,
  // Older files write a merge as one string.
  merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  unk_token: z.string().nullish(),
  ignore_merges: z.literal(false).default(false),
})
export type BpeModel = z.infer<typeof BpeModel>

const BertNormalizer = z.object({
  type: z.literal('BertNormalizer'),
  clean_text: z.boolean(),
  handle_chinese_chars: z.boolean(),
  strip_accents: z.boolean().nullable(),
  lowercase: z.boolean(),
})
export type Normalizing = Omit<z.infer<typeof BertNormalizer>, 'type'>

const Named = z.tuple([z.string(), z.int()])
const PostProcessor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('BertProcessing'), cls: Named, sep: Named }),
  z.object({ type: z.literal('RobertaProcessing'), cls: Named, sep: Named }),
  z.object({
    type: z.literal('TemplateProcessing'),
    single: z.array(
      z.union([
        z.object({ SpecialToken: z.object({ id: z.string() }) }),
        z.object({ Sequence: z.object({ id: z.literal('A') }) }),
      ]),
    ),
    special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int()) })),
  }),
])

const TokenizerFile = z.object({
  model: z.discriminatedUnion('type', [WordPieceModel, BpeModel]),
  normalizer: BertNormalizer.nullable(),
  pre_tokenizer: z.discriminatedUnion('type', [
    z.object({ type: z.literal('BertPreTokenizer') }),
    z.object({ type: z.literal('ByteLevel'), add_prefix_space: z.boolean(), use_regex: z.literal(true).default(true) }),
  ]),
  post_processor: PostProcessor,
})

function framingOf(frame: z.infer<typeof PostProcessor>): Pick<Tokenizer, 'before' | 'after'> {
  if (frame.type !== 'TemplateProcessing') return { before: [frame.cls[1]], after: [frame.sep[1]] }
  const at = frame.single.findIndex((part) => 'Sequence' in part)
  const idsOf = (parts: typeof frame.single) =>
    parts.flatMap((part) => ('SpecialToken' in part ? (frame.special_tokens[part.SpecialToken.id]?.ids ?? []) : []))
  if (at < 0) throw unsupported('post_processor.single')
  return { before: idsOf(frame.single.slice(0, at)), after: idsOf(frame.single.slice(at + 1)) }
}

function unsupported(what: string): CordonError {
  return new CordonError('config_invalid', { at: `detector.onnx: tokenizer.json, ${what}` })
}
