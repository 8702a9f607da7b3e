import { CordonError } from '@cordon/contract'
import type { BpeModel, Token } from './tokenizer.ts'

/** A run of bytes, written as the vocabulary writes them, and the place of the text that they come from. */
interface Piece {
  readonly written: string
  readonly start: number
  readonly end: number
}

/** Byte-level BPE: words as GPT-2 cuts them, each byte a letter, neighbours joined in the order of the merges. */
export function createByteBpe({ vocab, merges }: BpeModel, addPrefixSpace: boolean): (text: string) => Token[] {
  const ids = new Map(Object.entries(vocab))
  const letters = byteLetters()
  if (letters.some((letter) => !ids.has(letter)))
    throw new CordonError('config_invalid', { at: 'detector.onnx: tokenizer.json, model.vocab lacks bytes' })
  const ranks = new Map(merges.map((pair, rank) => [typeof pair === 'string' ? pair : pair.join(' '), rank]))

  return (text) => {
    const spaced = addPrefixSpace && text !== '' && !/^\s/u.test(text)
    const words = Array.from((spaced ? ` ${text}` : text).matchAll(WORDS), (match) => ({
      said: match[0],
      at: match.index - (spaced ? 1 : 0),
    }))
    return words.flatMap(({ said, at }, word) =>
      chunked(bytesOf(said, at, letters)).flatMap((bytes) =>
        joined(bytes, ranks).flatMap(({ written, start, end }) => tokenOf(written, start, end, text, word)),
      ),
    )
  }

  /** Without the blank that a piece carries before its word. */
  function tokenOf(written: string, start: number, end: number, text: string, word: number): Token[] {
    const id = ids.get(written)
    // A merge whose result has no id is a broken file, found at load by no rule of ours: refuse the text.
    if (id === undefined) throw new CordonError('config_invalid', { at: 'detector.onnx: tokenizer.json, model.merges' })
    const from = Math.max(0, start)
    const blanks = /^\s*/u.exec(text.slice(from, end))?.[0].length ?? 0
    return [{ id, start: Math.min(from + blanks, end), end, word }]
  }
}

const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** Joining is quadratic in a word, and a hostile word is a megabyte: what is longer is joined in parts. */
const WORD_BYTES_MAX = 256

function chunked(bytes: readonly Piece[]): Piece[][] {
  const chunks: Piece[][] = []
  for (let at = 0; at < bytes.length; at += WORD_BYTES_MAX) chunks.push(bytes.slice(at, at + WORD_BYTES_MAX))
  return chunks
}

function bytesOf(said: string, at: number, letters: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  let start = at
  for (const char of said) {
    const end = start + char.length
    for (const byte of new TextEncoder().encode(char)) pieces.push({ written: letters[byte] ?? '', start, end })
    start = end
  }
  return pieces
}

function joined(pieces: Piece[], ranks: ReadonlyMap<string, number>): Piece[] {
  let parts = pieces
  for (;;) {
    const best = Math.min(...parts.slice(1).map((part, i) => rankOf(ranks, parts[i], part)))
    if (!Number.isFinite(best)) return parts
    parts = joinAt(parts, ranks, best)
  }
}

function joinAt(parts: readonly Piece[], ranks: ReadonlyMap<string, number>, rank: number): Piece[] {
  const next: Piece[] = []
  for (const part of parts) {
    const last = next.at(-1)
    if (last !== undefined && rankOf(ranks, last, part) === rank)
      next[next.length - 1] = { written: last.written + part.written, start: last.start, end: part.end }
    else next.push(part)
  }
  return next
}

function rankOf(ranks: ReadonlyMap<string, number>, left: Piece | undefined, right: Piece): number {
  return ranks.get(`${left?.written ?? ''} ${right.written}`) ?? Number.POSITIVE_INFINITY
}

/** GPT-2's alphabet: printable bytes are themselves, the others the letters from U+0100 on. */
function byteLetters(): string[] {
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return String.fromCharCode(isPrintable ? byte : next++)
  })
}
