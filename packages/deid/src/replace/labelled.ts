import { createFieldRule } from '../formats/field-rule.ts'
import { isBareName } from '../formats/part-names.ts'
import { createShortNumberRule, labelUnder, NAMING_KEYS } from '../formats/short-number.ts'
import type { Path } from '../walk.ts'
import type { Place } from './spans.ts'

/** What a value of a tree of fields is called, from where it stands: what a label is to a reader of a form. */
export type Labels = (path: Path) => string

interface Said {
  readonly path: Path
  readonly text: string
}

/**
 * The nearest name above each place that says something: `first_name` for `person.first_name[0]`, `age` for a `value` beside
 * `"name": "age"` or under `age`. `texts` are the strings of the same tree. Empty where nothing above has a name.
 */
export function createLabels(texts: readonly Said[]): Labels {
  const said = new Map<string, string>()
  for (const { path, text } of texts) {
    const around = JSON.stringify(path.slice(0, -1))
    if (NAMING_KEYS.includes(String(path.at(-1))) && !said.has(around)) said.set(around, text)
  }
  return (path) =>
    path.reduce<string>((above, part, i) => {
      if (typeof part === 'number') return above
      return labelUnder(part, said.get(JSON.stringify(path.slice(0, i))) ?? '', above)
    }, '')
}

/** What a field's name makes certain of its text, and of any text that is nothing but a name. */
export function createLabelledRule(): (label: string, text: string) => readonly Place[] {
  const field = createFieldRule()
  const shortNumber = createShortNumberRule(field)
  return (label, text) => {
    const short = shortNumber(label, text)
    const certain = short.length > 0 ? short : field(label, text)
    if (certain.length > 0 || !isBareName(text)) return certain
    return [{ start: 0, end: text.length, kind: 'NAME', rule: 'format/field' }]
  }
}
