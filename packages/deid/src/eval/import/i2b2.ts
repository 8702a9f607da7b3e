import { DeidError } from '../../errors.ts'
import { entityText } from '../../formats/entities.ts'
import { codePointOffsets, type ForeignLabel, type Imported, importLabels } from './label-types.ts'

/**
 * One note of the i2b2/UTHealth (n2c2) 2014 de-identification task: `<TEXT>` holds the note as CDATA, `<TAGS>` one element a
 * label with `start`, `end`, `text` and `TYPE`. Its licence lets nobody pass it on, so a site reads its own copy. Throws
 * `DeidError` (`gold_invalid`) naming file and label, never the text.
 */
export function importI2b2(xml: string, id: string): Imported {
  const plain = xml.replaceAll('\r\n', '\n')
  const text = noteOf(plain, id)
  const tags = /<TAGS>([\s\S]*)<\/TAGS>/.exec(plain.slice(plain.indexOf('</TEXT>')))?.[1]
  if (tags === undefined) throw new DeidError('gold_invalid', `${id}: no TAGS`)
  const toUnits = codePointOffsets(text)
  const labels = [...withoutComments(tags).matchAll(ELEMENT)].map(([, , written = ''], n) =>
    labelOf(readAttributes(written), text, { toUnits, at: `${id}: label ${n + 1}` }),
  )
  return importLabels(id, text, labels)
}

const ELEMENT = /<([A-Z][A-Z0-9_-]*)\s((?:[^>"']|"[^"]*"|'[^']*')*?)\/?>/g
const ATTRIBUTE = /([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const REFERENCE = /&[#A-Za-z0-9]+;/g

function noteOf(xml: string, id: string): string {
  const body = /<TEXT>([\s\S]*?)<\/TEXT>/.exec(xml)?.[1]
  if (body === undefined) throw new DeidError('gold_invalid', `${id}: no TEXT`)
  const data = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(body)?.[1]
  return data ?? decode(body)
}

function withoutComments(xml: string): string {
  return xml.replaceAll(/<!--[\s\S]*?-->/g, '')
}

function readAttributes(written: string): Readonly<Record<string, string>> {
  const each = [...written.matchAll(ATTRIBUTE)]
  return Object.fromEntries(each.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]))
}

function decode(text: string): string {
  return text.replaceAll(REFERENCE, (written) => entityText(written) ?? written)
}

/** Offsets count UTF-16 units or code points, depending on the tool; the `text` attribute tells which. */
function labelOf(
  { start = '', end = '', text: stated, TYPE: type }: Readonly<Record<string, string>>,
  text: string,
  { toUnits, at }: { toUnits: (offset: number) => number | undefined; at: string },
): ForeignLabel {
  if (!/^\d+$/.test(start) || !/^\d+$/.test(end) || type === undefined)
    throw new DeidError('gold_invalid', `${at} without start, end or TYPE`)
  const units = { start: Number(start), end: Number(end) }
  const points = { start: toUnits(units.start) ?? -1, end: toUnits(units.end) ?? -1 }
  const fits = [units, points].find((place) => holds(text, place, stated))
  if (fits === undefined) throw new DeidError('gold_invalid', `${at} does not hold what it states`)
  return { ...fits, type, at }
}

/** An attribute has spaces where the note has line ends: XML 1.0, section 3.3.3. */
function holds(text: string, { start, end }: { start: number; end: number }, stated: string | undefined): boolean {
  if (start < 0 || end <= start || end > text.length) return false
  const bare = (value: string) => value.replaceAll(/\s+/g, ' ').trim()
  return stated === undefined || bare(text.slice(start, end)) === bare(stated)
}
