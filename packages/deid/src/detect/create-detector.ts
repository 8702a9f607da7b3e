import { resolve } from '../resolve/resolve.ts'
import type { Known, Span } from '../span.ts'
import { CODES } from './codes/codes.ts'
import { recordNumbers } from './codes/record-numbers.ts'
import { createConfusables } from './confusables.ts'
import { CONTACTS } from './contacts/contacts.ts'
import { AGES } from './dates/ages.ts'
import { DATES } from './dates/dates.ts'
import type { SyncDetector } from './detector.ts'
import type { Finding, Layer, Reading } from './evidence.ts'
import { joinCities } from './institutions/in-cities.ts'
import { INSTITUTIONS } from './institutions/institutions.ts'
import { createLexicon, type Lexicon } from './lexicon.ts'
import { createKnown } from './memory/known.ts'
import { remember } from './memory/memory.ts'
import { createNames } from './names/names.ts'
import { type Normalised, normalise } from './normalise.ts'
import { afterStreets } from './places/after-street.ts'
import { PLACES } from './places/places.ts'
import { createRules } from './rule.ts'
import { createHl7 } from './structure/hl7.ts'
import { createJson } from './structure/json.ts'
import { createTables } from './structure/table.ts'
import { createX12 } from './structure/x12.ts'
import { createTagger } from './tagger/tagger.ts'
import { tokenise } from './tokens.ts'

/** Hashed into each disclosure entry: changed by hand whenever a rule changes. */
const VERSION = 'rules-2026.11.2+tagger-1'

/**
 * The detector of rules, lexicons, a tagger and memory. Layers of evidence run over each text, then what they found is looked for in all texts,
 * then overlaps are resolved. Needs no Node: it runs in a browser.
 */
export function createDetector(): SyncDetector {
  const lexicon = createLexicon()
  const confusables = createConfusables()
  const dates = createRules(DATES, lexicon)
  const layers: readonly Layer[] = [
    createHl7(),
    createX12(),
    createJson(),
    createTables(),
    createRules([...CONTACTS, ...CODES, ...DATES, ...AGES, ...PLACES, ...INSTITUTIONS], lexicon),
    afterStreets,
    joinCities,
    createNames(lexicon),
    recordNumbers,
    createTagger(),
  ]
  const read = (text: string): Prepared => prepare(text, lexicon, confusables)
  return {
    version: VERSION,
    find(texts, { known }) {
      const all = texts.map(read)
      for (const { reading } of all) for (const layer of layers) layer(reading)
      seekKnown(all, known, lexicon, dates)
      remember(
        all.map((one) => one.reading),
        lexicon,
      )
      return all.map((one, i) => spans(texts[i] ?? '', one))
    },
    findKnown(texts, known) {
      const all = texts.map(read)
      seekKnown(all, known, lexicon, dates)
      return all.map((one, i) => spans(texts[i] ?? '', one))
    },
  }
}

function seekKnown(all: readonly Prepared[], known: readonly Known[], lexicon: Lexicon, dates: Layer): void {
  if (known.length === 0) return
  const seek = createKnown(known, lexicon, dates)
  for (const { reading } of all) seek(reading)
}

interface Prepared {
  readonly normalised: Normalised
  readonly reading: Reading
}

function prepare(original: string, lexicon: Lexicon, confusables: ReadonlyMap<number, string>): Prepared {
  const normalised = normalise(original, confusables)
  return { normalised, reading: { text: normalised.text, tokens: tokenise(normalised.text, lexicon), found: [] } }
}

/** Findings back in the original's offsets, resolved. */
function spans(original: string, { normalised, reading }: Prepared): Span[] {
  const { from, to } = normalised
  const mapped: Finding[] =
    from === undefined || to === undefined
      ? reading.found
      : reading.found.map((finding) => ({
          ...finding,
          start: from[finding.start] ?? 0,
          end: to[finding.end - 1] ?? original.length,
        }))
  return resolve(original, mapped)
}
