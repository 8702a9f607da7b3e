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
import { createKnown, type KnownIndex } from './memory/known.ts'
import { remember } from './memory/memory.ts'
import { createNames } from './names/names.ts'
import { type Normalised, normalise } from './normalise.ts'
import type { LanguagePack } from './packs/language-pack.ts'
import { formsOf, lastWordOf, rulesOf } from './packs/pack.ts'
import { flaggedWords } from './packs/pack-words.ts'
import { createEar } from './packs/speaks.ts'
import { afterStreets, aroundTagged } from './places/after-street.ts'
import { PLACES } from './places/places.ts'
import { createRules } from './rule.ts'
import { createHl7 } from './structure/hl7.ts'
import { createJson } from './structure/json.ts'
import { createTables } from './structure/table.ts'
import { createX12 } from './structure/x12.ts'
import { createTaggers } from './tagger/tagger.ts'
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
  find(texts: readonly string[], known: readonly Known[], standing?: readonly Known[]): ReadText[]
  /** Only what is known. */
  findKnown(texts: readonly string[], known: readonly Known[], standing?: readonly Known[]): ReadText[]
}

/** English is read always; a text that speaks the language of a pack is read with that pack's words and rules as well. */
export function createReadings(packs: readonly LanguagePack[] = []): Readings {
  const confusables = createConfusables()
  const english = createVoice()
  const others = packs.map((pack) => ({ ear: createEar(pack), voice: createVoice(pack) }))

  const heard = (originals: readonly string[]): Heard[] => {
    const texts = originals.map((original) => {
      const normalised = normalise(original, confusables)
      const tokens = tokenise(normalised.text, english.lexicon)
      const spoken = others.map(({ ear }) => ear(tokens))
      return { original, normalised, tokens, spoken }
    })
    return texts.map(({ original, normalised, tokens, spoken }) => {
      // A text too short to tell is read as the others of the call are.
      const at = spoken.findIndex(
        (own, i) => own === 'yes' || (own === 'short' && texts.some((one) => one.spoken[i] === 'yes')),
      )
      const voice = others[at]?.voice ?? english
      const { text } = normalised
      const own = voice === english ? tokens : tokenise(text, voice.lexicon)
      return { voice, reading: { text, tokens: own, found: [] }, inOriginal: mapping(original, normalised) }
    })
  }
  const seekKnown = (all: readonly Heard[], known: readonly Known[], standing: readonly Known[] = []): void => {
    if (known.length + standing.length === 0) return
    const seekers = new Map<Voice, Layer>()
    for (const { reading, voice } of all) {
      const seek = seekers.get(voice) ?? createKnown(known, voice, voice.standing(standing)).seek
      seekers.set(voice, seek)
      seek(reading)
    }
  }
  return {
    find(texts, known, standing) {
      const all = heard(texts)
      for (const { reading, voice } of all) for (const layer of voice.layers) layer(reading)
      seekKnown(all, known, standing)
      const { lexicon } = all.find(({ voice }) => voice !== english)?.voice ?? english
      remember(
        all.map((one) => one.reading),
        lexicon,
      )
      for (const { reading, voice } of all) voice.recall(reading)
      return all
    },
    findKnown(texts, known, standing) {
      const all = heard(texts)
      seekKnown(all, known, standing)
      return all
    },
  }
}

/** One way to read: what is known of words, and the layers that read with it. */
interface Voice {
  readonly lexicon: Lexicon
  readonly dates: Layer
  /** The index of identifiers that come again, made when the list is first met and let go with it; none for none. */
  readonly standing: (known: readonly Known[]) => KnownIndex | undefined
  readonly layers: readonly Layer[]
  /** What memory found is looked at once more. */
  readonly recall: Layer
}

interface Heard extends ReadText {
  readonly voice: Voice
}

/** English alone, or with a pack. */
function createVoice(pack?: LanguagePack): Voice {
  const lexicon = createLexicon(pack === undefined ? [] : flaggedWords(pack))
  const dates = createRules(DATES, lexicon)
  const lastWord = pack === undefined ? [] : [lastWordOf(pack)]
  const { tag, recall } = createTaggers()
  return {
    lexicon,
    dates,
    standing: createStanding({ lexicon, dates }),
    layers: [...ruleLayers(lexicon, pack), tag, aroundTagged, agesBeside, ...lastWord],
    recall,
  }
}

/** By the list itself, not by what is in it: whoever changes a list makes another one. */
function createStanding(speech: Pick<Voice, 'lexicon' | 'dates'>): Voice['standing'] {
  const indexed = new WeakMap<readonly Known[], KnownIndex>()
  return (known) => {
    if (known.length === 0) return undefined
    const index = indexed.get(known) ?? createKnown(known, speech)
    indexed.set(known, index)
    return index
  }
}

/** The layers that the tagger hears as witnesses. */
export function ruleLayers(lexicon: Lexicon, pack?: LanguagePack): readonly Layer[] {
  const english = [...CONTACTS, ...CODES, ...DATES, ...AGES, ...PLACES, ...INSTITUTIONS]
  return [
    createHl7(),
    createX12(),
    createJson(),
    createTables(),
    createRules(pack === undefined ? english : [...english, ...rulesOf(pack)], lexicon),
    ...(pack === undefined ? [] : [formsOf(pack)]),
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
