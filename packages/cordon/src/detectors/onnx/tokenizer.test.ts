import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordPieceFile } from './tiny-model.fixture.ts'
import { readTokenizer } from './tokenizer.ts'

const PIECES = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'muller',
  '-',
  ',',
  '漢',
  'a',
  '##a',
  '##b',
  '$',
]
const vocab = Object.fromEntries(PIECES.map((piece, id) => [piece, id]))
const wordPiece = readTokenizer(wordPieceFile(vocab))

/** Every byte, then the merges that make ` low`, `er` and ` lower`. */
function bpeFile(addPrefixSpace = false) {
  const letters = Array.from({ length: 256 }, (_, byte) => byte)
  let next = 0x100
  const alphabet = letters.map((byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return String.fromCharCode(isPrintable ? byte : next++)
  })
  const merges = ['l o', 'lo w', 'e r', 'Ġ low', 'Ġlow er']
  const merged = merges.map((pair) => pair.replace(' ', ''))
  const pieces = ['<s>', '</s>', ...alphabet, ...merged]
  return {
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', 1],
      cls: ['<s>', 0],
      trim_offsets: true,
      add_prefix_space: addPrefixSpace,
    },
    model: { type: 'BPE', vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])), merges },
  }
}
const bpe = readTokenizer(bpeFile())
const shown = (text: string, { encode } = wordPiece) =>
  encode(text).map(({ start, end, word }) => `${word}:${text.slice(start, end)}`)

describe('WordPiece', () => {
  it('takes the longest pieces from the left, and knows the words they are of', () => {
    expect(shown('unaffable, a')).toEqual(['0:un', '0:aff', '0:able', '1:,', '2:a'])
    expect(wordPiece.encode('unaffable').map(({ id }) => PIECES[id])).toEqual(['un', '##aff', '##able'])
  })

  it('finds places of the text as it was, whatever was lowered, stripped or dropped', () => {
    expect(shown('MÜLLER mu\u0308ller\u200b-Mu\u00adller')).toEqual([
      '0:MÜLLER',
      '1:mu\u0308ller',
      '2:-',
      '3:Mu\u00adller',
    ])
    expect(wordPiece.encode('MÜLLER').map(({ id }) => PIECES[id])).toEqual(['muller'])
    expect(shown('a漢a $😀')).toEqual(['0:a', '1:漢', '2:a', '3:$', '4:😀'])
  })

  it('has one unknown token for a word with a part that it does not know, or of too many characters', () => {
    expect(wordPiece.encode('unaffablex').map(({ id, end }) => [PIECES[id], end])).toEqual([['[UNK]', 10]])
    expect(wordPiece.encode('a'.repeat(101))).toMatchObject([{ id: 1, start: 0, end: 101 }])
  })

  it('stands between its two special tokens', () => {
    expect([wordPiece.before, wordPiece.after]).toEqual([[2], [3]])
  })
})

describe('byte-level BPE', () => {
  it('joins bytes in the order of its merges, the blank before a word included', () => {
    expect(shown('lower lower', bpe)).toEqual(['0:low', '0:er', '1:lower'])
    expect(shown('lower', readTokenizer(bpeFile(true)))).toEqual(['0:lower'])
  })

  it('has every byte of a character at the place of that character', () => {
    expect(bpe.encode('é😀').map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [0, 1],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ])
  })

  it('stands between its two special tokens', () => {
    expect([bpe.before, bpe.after]).toEqual([[0], [1]])
  })
})

describe('any text', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }))

  it.each([
    ['WordPiece', wordPiece],
    ['byte-level BPE', bpe],
    ['byte-level BPE with a blank before', readTokenizer(bpeFile(true))],
  ])('in %s has tokens in order, inside it, that leave out no letter or digit', (_, { encode }) => {
    fc.assert(
      fc.property(texts, (text) => {
        const tokens = encode(text)
        let before = 0
        for (const { start, end } of tokens) {
          expect(start).toBeGreaterThanOrEqual(Math.min(before, start))
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
          before = end
        }
        const covered = new Set(
          tokens.flatMap(({ start, end }) => Array.from({ length: end - start }, (__, i) => start + i)),
        )
        for (const { index } of text.matchAll(/[\p{L}\p{Nd}]/gu)) expect(covered.has(index)).toBe(true)
      }),
      { numRuns: 300, seed: 3 },
    )
  })

  it.each([['a'.repeat(200_000)], ['a '.repeat(100_000)], ['-'.repeat(200_000)], [' '.repeat(200_000)]])(
    'of one kind of character, long, costs seconds at most',
    (text) => {
      const begin = performance.now()
      wordPiece.encode(text)
      bpe.encode(text)
      expect(performance.now() - begin).toBeLessThan(5_000)
    },
  )
})

describe('a tokenizer that Cordon does not read', () => {
  it.each([
    ['Unigram', { ...wordPieceFile(vocab), model: { type: 'Unigram', vocab: [] } }],
    ['another normaliser', { ...bpeFile(), normalizer: { type: 'NFC' } }],
    ['another way to words', { ...wordPieceFile(vocab), pre_tokenizer: { type: 'Metaspace' } }],
    ['words of the other kind', { ...wordPieceFile(vocab), pre_tokenizer: bpeFile().pre_tokenizer }],
    ['no unknown token', { ...wordPieceFile(vocab), model: { ...wordPieceFile(vocab).model, unk_token: '<unk>' } }],
    ['bytes missing', { ...bpeFile(), model: { ...bpeFile().model, vocab: { a: 0 } } }],
    ['nothing', null],
  ])('with %s is refused', (_, file) => {
    expect(() => readTokenizer(file)).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error)
  })

  it('with more tokens than the model has is refused', () => {
    expect(() => readTokenizer(wordPieceFile(vocab), 5)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }) as Error,
    )
  })
})
