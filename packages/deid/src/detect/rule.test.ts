import { describe, expect, it } from 'vitest'
import { add, type Reading } from './evidence.ts'
import { MONTH } from './flags.ts'
import { createLexicon } from './lexicon.ts'
import { createRules, form, type Rule } from './rule.ts'
import { NUMBER, tokenise } from './tokens.ts'

/** What rules find in a text, as the pieces they add. */
function found(text: string, rules: readonly Rule[]): string[] {
  const lexicon = createLexicon()
  const read = createRules(rules, lexicon)
  const reading: Reading = { text, tokens: tokenise(text, lexicon), found: [] }
  read(reading)
  return reading.found.map(({ start, end }) => text.slice(start, end))
}

function mark(reading: Reading, k: number): void {
  add(reading, reading.tokens.start[k] ?? 0, reading.tokens.end[k] ?? 0, 'OTHERID', 'test/mark', 1)
}

describe('a rule', () => {
  it('starts at its words, whatever their case and accents', () => {
    expect(found('Zip zíp zipper ZIP', [{ starts: { words: ['zip'] }, read: mark }])).toEqual(['Zip', 'zíp', 'ZIP'])
  })

  it('starts at its marks', () => {
    expect(found('a@b #3', [{ starts: { words: ['@', '#'] }, read: mark }])).toEqual(['@', '#'])
  })

  it('starts at words with its flags', () => {
    expect(found('from May to june', [{ starts: { flags: MONTH }, read: mark }])).toEqual(['May', 'june'])
  })

  it('starts at its forms', () => {
    expect(found('3 of 12 a4', [{ starts: { forms: form(NUMBER) }, read: mark }])).toEqual(['3', '12'])
  })

  it('is asked again only from where it says', () => {
    const rule: Rule = {
      starts: { forms: form(NUMBER) },
      take(reading, k) {
        mark(reading, k)
        return k + 2
      },
    }
    expect(found('1 2 3 4', [rule])).toEqual(['1', '3'])
  })

  it('is asked once for a word that starts it in two ways', () => {
    expect(found('may', [{ starts: { words: ['may'], flags: MONTH }, read: mark }])).toEqual(['may'])
  })
})

describe('the lexicon', () => {
  it('keeps nothing of a text', () => {
    const lexicon = createLexicon()
    const before = lexicon.words.length
    tokenise('Brzęczyszczykiewicz saw Xochiquetzal and mrn-jones 12x', lexicon)
    expect(lexicon.words.length).toBe(before)
  })
})
