import type { IdentifierKind } from '../../span.ts'
import { MARK, type Tokens } from '../tokens.ts'
import { LABELS, type ValueShape } from './labels.ts'
import { CAPITAL_LABELS, MORE_LABELS } from './more-labels.ts'

export interface Label {
  readonly kind: IdentifierKind
  readonly shape: ValueShape
  readonly phrase: string
  /** Whether the phrase alone is an everyday word or abbreviation, so that the value must speak for itself. */
  readonly plain: boolean
  /** Counts in capitals only. */
  readonly capitals: boolean
}

interface Branch {
  readonly next: Map<string, Branch>
  label?: Label
}

export interface LabelMatch {
  readonly label: Label
  /** The token after the label. */
  readonly next: number
}

interface LabelTrie {
  /** The words that labels begin with. */
  readonly firstWords: readonly string[]
  /** The longest label that begins at token `k`. */
  match(tokens: Tokens, k: number): LabelMatch | undefined
}

/** Label phrases by their words, so that a text is scanned for all of them at once. */
export function createLabelTrie(): LabelTrie {
  const root: Branch = { next: new Map() }
  const all = [...LABELS.map((row) => [...row, false] as const), ...MORE_LABELS.map((row) => [...row, true] as const)]
  for (const [kind, shape, phrases, more] of all) {
    for (const phrase of phrases.split('|')) {
      const plain = more && (kind === 'DEVICE' || !phrase.includes(' '))
      const label = { kind, shape, phrase, plain, capitals: more && CAPITAL_LABELS.has(phrase) }
      insert(root, phrase, label)
      if (/^[a-z]+ [a-z]+$/.test(phrase)) insert(root, phrase.replace(' ', '-'), label)
    }
  }
  return { firstWords: [...root.next.keys()], match: (tokens, k) => longest(root, tokens, k) }
}

function insert(root: Branch, phrase: string, label: Label): void {
  let branch = root
  for (const word of phrase.split(' ')) {
    const next = branch.next.get(word) ?? { next: new Map() }
    branch.next.set(word, next)
    branch = next
  }
  branch.label ??= label
}

/** Words of a label may be separated by blanks and by `.`, `/`, `_`, `'` or `#`. */
const INNER = new Set(['.', '/', '_', "'", '#', '-'])

const LABEL_WORDS_MAX = 12

function longest(root: Branch, tokens: Tokens, k: number): LabelMatch | undefined {
  let branch: Branch | undefined = root
  let best: LabelMatch | undefined
  for (let i = k; i < tokens.count && i < k + LABEL_WORDS_MAX; i++) {
    if (i > k && tokens.type[i] === MARK && INNER.has(tokens.lower[i] ?? '')) continue
    if (i > k && (tokens.gap[i] ?? 0) > 1) break
    branch = branch.next.get(tokens.lower[i] ?? '')
    if (branch === undefined) break
    if (branch.label !== undefined) best = { label: branch.label, next: i + 1 }
  }
  return best
}
