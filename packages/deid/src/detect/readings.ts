import type { Known } from '../span.ts'
import { CODES } from './codes/codes.ts'
import { recordNumbers } from './codes/record-numbers.ts'
import { createConfusables } from './confusables.ts'
import { CONTACTS } from './contacts/contacts.ts'
import { agesBeside } from './dates/age-beside.ts'
import { AGES } from './dates/ages.ts'
import { DATES } from './dates/dates.ts'
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

/** A text as the layers read it, with what they found. */
export interface ReadText {
  readonly reading: Reading
  /** A finding in the offsets of the text as it was given. */
  readonly inOriginal: (finding: Finding) => Finding
}

/** Everything that says that a place identifies somebody, before overlaps are resolved. */
export interface Readings {
  /** Layers of evidence run over each text, then what they found, and what is known, is looked for in all texts. */
  find(texts: readonly string[], known: readonly Known[]): ReadText[]
  /** Only what is known. */
  findKnown(texts: readonly string[], known: readonly Known[]): ReadText[]
}

export function createReadings(): Readings {
  const lexicon = createLexicon()
  const confusables = createConfusables()
  const dates = createRules(DATES, lexicon)
  const layers: readonly Layer[] = [...ruleLayers(lexicon), createTagger(), agesBeside]
  const read = (original: string): ReadText => {
    const normalised = normalise(original, confusables)
    const reading = { text: normalised.text, tokens: tokenise(normalised.text, lexicon), found: [] }
    return { reading, inOriginal: mapping(original, normalised) }
  }
  const seekKnown = (all: readonly ReadText[], known: readonly Known[]): void => {
    if (known.length === 0) return
    const seek = createKnown(known, lexicon, dates)
    for (const { reading } of all) seek(reading)
  }
  return {
    find(texts, known) {
      const all = texts.map(read)
      for (const { reading } of all) for (const layer of layers) layer(reading)
      seekKnown(all, known)
      remember(
        all.map((one) => one.reading),
        lexicon,
      )
      return all
    },
    findKnown(texts, known) {
      const all = texts.map(read)
      seekKnown(all, known)
      return all
    },
  }
}

/** The layers that the tagger hears as witnesses. */
export function ruleLayers(lexicon: Lexicon): readonly Layer[] {
  return [
    createHl7(),
    createX12(),
    createJson(),
    createTables(),
    createRules([...CONTACTS, ...CODES, ...DATES, ...AGES, ...PLACES, ...INSTITUTIONS], lexicon),
    afterStreets,
    joinCities,
    createNames(lexicon),
    recordNumbers,
  ]
}

function mapping(original: string, { from, to }: Normalised): ReadText['inOriginal'] {
  if (from === undefined || to === undefined) return (finding) => finding
  return (finding) => ({
    ...finding,
    start: from[finding.start] ?? 0,
    end: to[finding.end - 1] ?? original.length,
  })
}
