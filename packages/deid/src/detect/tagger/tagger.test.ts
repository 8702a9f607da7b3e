import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../evidence.ts'
import { createLexicon } from '../lexicon.ts'
import { tokenise } from '../tokens.ts'
import { createTagger } from './tagger.ts'

const lexicon = createLexicon()
const tagger = createTagger()

function find(text: string, layer = tagger): Finding[] {
  const reading = { text, tokens: tokenise(text, lexicon), found: [] as Finding[] }
  layer(reading)
  return reading.found
}

const marked = (text: string) => find(text).map(({ start, end }) => text.slice(start, end))

describe('the tagger', () => {
  it.each([
    ['Seen by Wendeline Ostrakov, who asked about the wound.', 'Wendeline Ostrakov'],
    ['Transferred to Quarry Hollow Medical Center by ground.', 'Quarry Hollow Medical Center'],
    ['works at hollis tire, lives in marrowdale', 'marrowdale'],
    ['DISCHARGED TO BRINDLE CREEK REHABILITATION CENTER.', 'BRINDLE CREEK REHABILITATION CENTER'],
    ['Retired from Tolliver Freight after 30 years.', 'Tolliver Freight'],
    ['Drove up from Pellam Forks this morning.', 'Pellam Forks'],
  ])('finds what no list holds: %s', (text, value) => {
    expect(marked(text)).toContain(value)
  })

  it.each([
    'Murphy sign negative, McBurney non-tender; no Heberden nodes.',
    'Start Entresto 24/26 BID, stop lisinopril; Toprol XL 50 mg daily.',
    'Parkinson disease, Hoehn and Yahr 2; Addison disease ruled out.',
    'BP 132/78, HR 86, A1c 8.2, EF 28%, pain 2/10, L4-5, 1/2 tab.',
    'History of Present Illness\nPast Medical History\nDischarge Instructions',
    'What is the usual dose of metformin in CKD 3b?',
  ])('leaves medicine alone: %s', (text) => {
    expect(marked(text)).toEqual([])
  })

  it('leaves the kind to a rule that read a label, by ending its scores low', () => {
    const found = find('Seen by Bessarion Oduya at Quarry Hollow Medical Center in Tallow Ferry.')
    expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['NAME', 'FACILITY']))
    for (const { kind, score } of found) expect(score).toBeLessThanOrEqual(kind === 'NAME' ? 0.8 : 0.6)
  })

  it('calls no age under 90 old', () => {
    expect(
      find('The neighbor, 84, and her aunt, eighty-eight, came along.').filter(({ kind }) => kind === 'AGE90'),
    ).toEqual([])
  })

  it('says the same twice, and whatever it read in between', () => {
    const text = 'Bessarion Oduya lives at 14 Larkspur Lane, Tallow Ferry. Badge 88213.'
    const first = find(text)
    find('Another note of Hedvig Prong, admitted to Mercy West.')
    expect(find(text)).toEqual(first)
    expect(find(text, createTagger())).toEqual(first)
  })

  it('throws on no string, and stays inside it', () => {
    const words = fc.constantFrom(
      'Dr',
      'Okafor',
      'lives in',
      '555-0134',
      '\n',
      '|',
      '\u{1f600}',
      '\ud800',
      'e\u0301',
      '冬美',
      '12/3',
      'St. Mary',
      ' ',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(words, { maxLength: 80 }).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0
        for (const { start, end, score } of find(text)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(score).toBeGreaterThan(0)
          expect(score).toBeLessThan(1)
          last = end
        }
      }),
      { numRuns: 400, seed: 7 },
    )
  })

  it('finds in a long text what it finds in a short one', () => {
    const line = 'Transferred to Quarry Hollow Medical Center by ground.\n\n'
    const long = line.repeat(500)
    // Whatever the judge makes of a text that says one thing five hundred times.
    const hits = find(long, createTagger({ leastScore: 0.01 })).filter(
      (hit) => long.slice(hit.start, hit.end) === 'Quarry Hollow Medical Center',
    )
    expect(hits.length).toBe(500)
  })

  it('takes time in proportion to the text, whatever it is made of', () => {
    const ordinary = timed('Seen by Ann Poe at Mercy West on 3/4. No fever.\n'.repeat(4_000))
    for (const hostile of [
      'A '.repeat(96_000),
      'Ab'.repeat(96_000),
      '9'.repeat(192_000),
      'Ann & '.repeat(32_000),
      ':'.repeat(192_000),
      '\n'.repeat(192_000),
    ])
      expect(timed(hostile)).toBeLessThan(8 * ordinary + 50)
  })
})

/** Milliseconds to tag a text; the second run of two, so that nobody pays for compiling. */
function timed(text: string): number {
  const tokens = tokenise(text, lexicon)
  tagger({ text, tokens, found: [] })
  const from = performance.now()
  tagger({ text, tokens, found: [] })
  return performance.now() - from
}
