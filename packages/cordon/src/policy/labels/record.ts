import type { SecurityLabel } from '@cordon/contract'
import { labelsOfCodes } from './codes.ts'
import { type Coded, type Labelled, labelsOfSecurity } from './security.ts'
import { labelsOfText } from './text.ts'

/** Grows when the same record would be labelled differently: the next ingest of the same data then labels it anew. */
export const LABELLER = 2

/**
 * The labels of a FHIR resource and of the note in it: what its source says (`meta.security`), what its codes stand
 * for, what its words say, and Part 2 where a registered programme has a part in it.
 *
 * @example label({ resourceType: 'Condition', code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20' }] } }).labels // ['HIV']
 */
export type LabelRecord = (resource: object, note?: string) => Labelled

/** `part2Programmes` are references (`Organization/12`): 42 CFR 2.12 binds what such a programme writes, whatever it is about. */
export function createLabeller({ part2Programmes }: { part2Programmes: readonly string[] }): LabelRecord {
  const programmes = new Set(part2Programmes.map(relative))
  return (resource, note) => {
    const found = gather(resource)
    const { labels, unknown } = labelsOfSecurity(found.security)
    const all = new Set<SecurityLabel>([...labels, ...labelsOfCodes(found.codings)])
    const words = [...found.texts, ...(note === undefined ? [] : [note])].join('\n')
    for (const label of labelsOfText(words)) all.add(label)
    if (found.references.some((reference) => programmes.has(relative(reference)))) all.add('42CFRPart2')
    if (found.beyond) all.add('R')
    return { labels: [...all].sort(), unknown }
  }
}

/** `Organization/12`, whichever version of it and on whatever server: a programme that is not recognised is not protected. */
function relative(reference: string): string {
  const path = /(?:^|\/)([A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]*)?(?:[?#].*)?$/.exec(reference)
  return path?.[1] ?? reference
}

interface Found {
  readonly security: Coded[]
  readonly codings: Coded[]
  readonly texts: string[]
  readonly references: string[]
  /** More than the bounds: what was not read could be anything. */
  beyond: boolean
}

const NODES_MAX = 20_000
const DEPTH_MAX = 32

/** Keys whose strings are words about the patient. */
const WORDS = new Set(['text', 'display', 'title', 'description', 'valueString', 'patientInstruction', 'comment'])
/** Where a source says how sensitive a record is. */
const SECURITY = new Set(['security', 'securityLabel'])
/** Whole branches that say nothing of what a record is about. */
const SKIPPED = new Set(['attachment', 'div', 'subject', 'patient', 'telecom', 'address', 'name'])

/** Walks a resource whole: whichever field carries a code or a word. */
function gather(resource: object): Found {
  const found: Found = { security: [], codings: [], texts: [], references: [], beyond: false }
  let nodes = 0
  const walk = (value: object, depth: number, security: boolean): void => {
    nodes += 1
    if (nodes > NODES_MAX || depth > DEPTH_MAX) {
      found.beyond = true
      return
    }
    if (!Array.isArray(value)) note(value as Readonly<Record<string, unknown>>, security, found)
    for (const [key, inner] of Object.entries(value)) {
      const labels = SECURITY.has(key) || (security && Array.isArray(value))
      if (typeof inner !== 'object' || inner === null) {
        // A label in no shape of FHIR is a label all the same.
        if (labels) found.security.push({})
        continue
      }
      if (key === 'attachment' && 'title' in inner && typeof inner.title === 'string') found.texts.push(inner.title)
      if (!SKIPPED.has(key)) walk(inner, depth + 1, security || labels)
    }
  }
  walk(resource, 0, false)
  return found
}

function note(value: Readonly<Record<string, unknown>>, security: boolean, found: Found): void {
  const { system, code, reference } = value
  if (typeof reference === 'string') {
    // The words beside a reference are a person's or a place's name.
    found.references.push(reference)
    return
  }
  if (typeof code === 'string') {
    const coded = { code, ...(typeof system === 'string' ? { system } : {}) }
    ;(security ? found.security : found.codings).push(coded)
  }
  if (security) {
    noteUncoded(value, found)
    return
  }
  for (const [key, text] of Object.entries(value))
    if (typeof text === 'string' && WORDS.has(key)) found.texts.push(text)
}

/** What a source says of sensitivity without a code restricts the record, and its words are read; an extension says none. */
function noteUncoded({ code, coding, url, text, display }: Readonly<Record<string, unknown>>, found: Found): void {
  // The words of a concept may say more than its codes; those of a code say the same.
  for (const words of typeof code === 'string' ? [text] : [text, display])
    if (typeof words === 'string') found.texts.push(words)
  const isConcept = Array.isArray(coding) && coding.length > 0
  if (typeof code !== 'string' && typeof url !== 'string' && !isConcept) found.security.push({})
}
