import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * For tests: a real token classifier, small enough to be written by hand. Every token of the vocabulary has one label that it
 * always gets: embedding (Gather), projection (MatMul), bias (Add). The bytes are ONNX's protobuf, without any library.
 */
export function writeTinyModel(
  folder: string,
  { vocabulary, labels }: { vocabulary: readonly Worded[]; labels: readonly string[] },
): void {
  const vocab = Object.fromEntries([...SPECIAL, ...vocabulary.map(([piece]) => piece)].map((piece, id) => [piece, id]))
  const labelOf = [...SPECIAL.map(() => 'O'), ...vocabulary.map(([, label]) => label)].map((label) =>
    labels.indexOf(label),
  )
  writeFileSync(join(folder, 'model.onnx'), modelBytes(labelOf, labels.length))
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      model_type: 'bert',
      vocab_size: labelOf.length,
      max_position_embeddings: WINDOW,
      id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    }),
  )
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(wordPieceFile(vocab)))
}

/** A piece of the vocabulary, and the label that it gets. */
export type Worded = readonly [piece: string, label: string]

/** Tokens that the tiny model reads at once: windows are crossed by short texts. */
export const WINDOW = 16

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']

export function wordPieceFile(vocab: Readonly<Record<string, number>>) {
  return {
    version: '1.0',
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  }
}

/** Embeddings are one-hot by label, the projection doubles them five times over, the bias is nothing. */
function modelBytes(labelOf: readonly number[], labels: number): Uint8Array {
  const oneHot = labelOf.flatMap((label) => Array.from({ length: labels }, (_, i) => (i === label ? 1 : 0)))
  const scaled = Array.from({ length: labels * labels }, (_, i) => (i % (labels + 1) === 0 ? 10 : 0))
  const graph = message(
    field(1, node('Gather', ['embeddings', 'input_ids'], 'embedded')),
    field(1, node('MatMul', ['embedded', 'projection'], 'projected')),
    field(1, node('Add', ['projected', 'bias'], 'logits')),
    field(2, text('tiny')),
    field(5, tensor('embeddings', [labelOf.length, labels], oneHot)),
    field(5, tensor('projection', [labels, labels], scaled)),
    field(
      5,
      tensor(
        'bias',
        [labels],
        Array.from({ length: labels }, () => 0),
      ),
    ),
    field(11, value('input_ids', INT64, ['batch', 'tokens'])),
    field(11, value('attention_mask', INT64, ['batch', 'tokens'])),
    field(12, value('logits', FLOAT, ['batch', 'tokens', labels])),
  )
  return message(number(1, 8), field(7, graph), field(8, message(number(2, 17))))
}

const FLOAT = 1
const INT64 = 7

/** NodeProto: inputs, output, operator. */
function node(operator: string, inputs: readonly string[], output: string): Uint8Array {
  return message(...inputs.map((input) => field(1, text(input))), field(2, text(output)), field(4, text(operator)))
}

/** TensorProto of floats, raw. */
function tensor(name: string, dims: readonly number[], values: readonly number[]): Uint8Array {
  const raw = new Uint8Array(Float32Array.from(values).buffer)
  return message(...dims.map((dim) => number(1, dim)), number(2, FLOAT), field(8, text(name)), field(9, raw))
}

/** ValueInfoProto: a name and a shape whose dimensions are numbers or names. */
function value(name: string, type: number, dims: readonly (string | number)[]): Uint8Array {
  const shape = message(...dims.map((dim) => field(1, typeof dim === 'number' ? number(1, dim) : field(2, text(dim)))))
  return message(field(1, text(name)), field(2, field(1, message(number(1, type), field(2, shape)))))
}

const message = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)
const text = (said: string): Uint8Array => Buffer.from(said)
const number = (id: number, given: number): Uint8Array => message(varint(id * 8), varint(given))
const field = (id: number, bytes: Uint8Array): Uint8Array => message(varint(id * 8 + 2), varint(bytes.length), bytes)

function varint(given: number): Uint8Array {
  const bytes: number[] = []
  let rest = given
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}
