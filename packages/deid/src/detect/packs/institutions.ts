import { add, type Reading } from '../evidence.ts'
import { GIVEN, PARTICLE, PREPOSITION } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LOWER, MARK, NUMBER, type Tokens, WIDE, WORD } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { wordList } from './pack-words.ts'
import { createPhrases } from './phrases.ts'
import { townAfter } from './places.ts'

const TOKENS_MAX = 10

/** `Hospital Universitario La Encina`, `farmacia Arenal`, `Colegio San José`: a kind of institution and its own name. */
export function institutionsOf({ institutions }: LanguagePack): Rule[] {
  const heads = createPhrases([
    [institutions.facilities, 'FACILITY' as const],
    [institutions.organisations, 'ORG' as const],
  ])
  const plain = new Set(wordList(institutions.plain))
  const saints = new Set(wordList(institutions.saints))
  return [
    {
      starts: { words: heads.firstWords },
      read(reading, k) {
        const match = heads.match(reading.tokens, k)
        if (match === undefined) return
        const last = properEnd(reading, match.next)
        if (last < 0) return
        const { tokens } = reading
        const rule = match.value === 'FACILITY' ? 'facility/pack' : 'org/pack'
        add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, match.value, rule, 0.86)
        townAfter(reading, tokens.end[last] ?? 0)
      },
    },
  ]

  /** Last token of the name proper; -1 when only words that name nobody's house follow. */
  function properEnd({ tokens }: Reading, from: number): number {
    let last = -1
    let proper = false
    let holy = false
    for (let i = abbreviated(tokens, from) ? from + 1 : from; i < tokens.count && i < from + TOKENS_MAX; i++) {
      if ((tokens.gap[i] ?? 0) > BLANK) break
      const lower = tokens.lower[i] ?? ''
      const flags = tokens.flags[i] ?? 0
      if (saints.has(lower)) holy = true
      const word = tokens.type[i] === WORD
      const particle = (flags & PARTICLE) !== 0
      if (
        word &&
        (tokens.shape[i] !== LOWER ||
          saints.has(lower) ||
          (holy && !particle && (flags & PREPOSITION) === 0 && (flags & GIVEN) !== 0))
      ) {
        last = i
        if (!plain.has(lower) && !particle) proper = true
      } else if (tokens.type[i] === NUMBER && last >= 0) {
        if (proper && !endsIt(tokens, i)) break
        last = i
        proper = true
      } else if (plain.has(lower)) last = Math.max(last, -1)
      else if (
        lower === '.' &&
        last === i - 1 &&
        tokens.type[last] === WORD &&
        (tokens.end[last] ?? 0) - (tokens.start[last] ?? 0) <= 3
      )
        continue
      else if (lower !== '"' && !particle) break
    }
    return proper ? last : -1
  }
}

/** The dot of an abbreviation, `C.S.`; a longer word before it ends its sentence. */
const abbreviated = ({ lower }: Tokens, k: number): boolean => lower[k] === '.' && (lower[k - 1] ?? '').length <= 4

/** `Carapungo 2,`: a number of one or two digits with which the name ends; `No. 46`. */
function endsIt({ lower, type, gap }: Tokens, k: number): boolean {
  if (lower[k - 1] === 'no' || lower[k - 2] === 'no') return true
  return (lower[k] ?? '').length <= 2 && (type[k + 1] === MARK || (gap[k + 1] ?? 3) >= WIDE)
}
