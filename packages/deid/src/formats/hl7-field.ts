import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'
import { type FieldContent, ID_TYPES, SHARED_AUTHORITIES } from './hl7-fields.ts'
import type { Delimiters } from './hl7-message.ts'

/** One field as it reads: escapes decoded, every delimiter a blank, each repetition a line. */
export interface FieldReading {
  readonly said: string
  /** Where an offset of `said` stands in the raw field. */
  readonly rawAt: readonly number[]
  /** Offsets that no code may span: delimiters and formatting commands. */
  readonly cuts: readonly number[]
  /** Repetitions of components of subcomponents, as places of `said`. */
  readonly repetitions: readonly (readonly Component[])[]
}

export interface Component {
  readonly start: number
  readonly end: number
  readonly subcomponents: readonly { readonly start: number; readonly end: number }[]
}

/** A place that its type does not let hold a code. */
export interface Slot {
  readonly place: Place
  readonly writes: 'year' | 'age' | 'nothing'
  /** From one. */
  readonly repetition: number
  readonly component: number
}

export interface FieldFinds {
  readonly certain: readonly Place[]
  readonly slots: readonly Slot[]
  /** Full names, where their parts stand apart. */
  readonly names: readonly string[]
}

/** `undefined` for an escape that is not closed, that nobody knows, or that writes letters as bytes: what it says is not read. */
export function readField(raw: string, by: Delimiters): FieldReading | undefined {
  const rawAt: number[] = []
  const cuts: number[] = []
  const repetitions: Component[][] = [[]]
  let said = ''
  let componentFrom = 0
  let subFrom = 0
  let subs: { start: number; end: number }[] = []

  const say = (char: string, at: number): void => {
    for (let i = 0; i < char.length; i++) rawAt.push(at)
    said += char
  }
  const cut = (char: string, at: number): void => {
    cuts.push(said.length, said.length + 1)
    say(char, at)
  }
  const endSub = (): void => {
    subs.push({ start: subFrom, end: said.length })
    subFrom = said.length + 1
  }
  const endComponent = (): void => {
    endSub()
    repetitions.at(-1)?.push({ start: componentFrom, end: said.length, subcomponents: subs })
    componentFrom = said.length + 1
    subs = []
  }
  for (let at = 0; at < raw.length; at++) {
    const char = raw.charAt(at)
    if (char === by.escape) {
      const close = raw.indexOf(by.escape, at + 1)
      if (close < 0) return undefined
      const letter = raw.slice(at + 1, close)
      const plain = decodeEscape(letter, by)
      if (plain !== undefined) say(plain, at)
      else if (COMMAND.test(letter)) cut('\n', at)
      else return undefined
      at = close
    } else if (char === by.repetition) {
      endComponent()
      repetitions.push([])
      cut('\n', at)
    } else if (char === by.component) {
      endComponent()
      cut(' ', at)
    } else if (char === by.subcomponent) {
      endSub()
      cut(' ', at)
    } else say(char, at)
  }
  endComponent()
  rawAt.push(raw.length)
  return { said, rawAt, cuts, repetitions }
}

/** What the field's content makes certain. */
export function findInField(reading: FieldReading, content: FieldContent): FieldFinds {
  const finds = { certain: [] as Place[], slots: [] as Slot[], names: [] as string[] }
  reading.repetitions.forEach((components, r) => {
    const at = (number: number): Part => partOf(reading.said, components[number - 1], r + 1, number)
    const find =
      READERS[content] ?? ((one: (number: number) => Part, put: Put) => put.code(one(1), content as IdentifierKind))
    find(at, putInto(finds))
  })
  return finds
}

interface Part {
  readonly text: string
  readonly first: string
  readonly start: number
  readonly firstEnd: number
  readonly end: number
  readonly repetition: number
  readonly component: number
}

interface Put {
  code(part: Part, kind: IdentifierKind): void
  /** Its first subcomponent alone. */
  codeFirst(part: Part, kind: IdentifierKind): void
  slot(part: Part, kind: IdentifierKind, writes: Slot['writes']): void
  name(parts: readonly Part[]): void
}

type ReadContent = (at: (component: number) => Part, put: Put) => void

const READERS: Partial<Record<FieldContent, ReadContent>> = {
  XPN: (at, put) => {
    for (const number of [1, 2, 3]) put.code(at(number), 'NAME')
    put.name([at(2), at(3), at(1)])
  },
  XCN: (at, put) => {
    const isNamed = at(2).text === '' && at(3).text === '' && !/\d/.test(at(1).text)
    put.code(at(1), isNamed ? 'NAME' : 'LICENSE')
    for (const number of [2, 3, 4]) put.code(at(number), 'NAME')
    put.name([at(3), at(4), at(2)])
    for (const number of [9, 14]) authority(at(number), put)
  },
  XAD: (at, put) => {
    for (const number of [1, 2]) put.code(at(number), 'STREET')
    put.code(at(3), 'CITY')
    put.code(at(5), 'ZIP')
    put.code(at(9), 'COUNTY')
  },
  XTN: (at, put) => {
    const kind = at(3).text === 'FX' ? 'FAX' : 'PHONE'
    put.code(at(1), at(1).text.includes('@') ? 'EMAIL' : kind)
    put.code(at(4), 'EMAIL')
    // XTN-5 to 7 are numbers: nothing stands there but digits.
    for (const number of [5, 6, 7]) put.slot(at(number), kind, 'nothing')
    for (const number of [8, 12]) put.code(at(number), kind)
  },
  XON: (at, put) => {
    put.code(at(1), 'FACILITY')
    for (const number of [3, 10]) put.code(at(number), 'OTHERID')
    for (const number of [6, 8]) authority(at(number), put)
  },
  CX: (at, put) => {
    put.code(at(1), ID_TYPES[at(5).text] ?? 'MRN')
    for (const number of [4, 6]) authority(at(number), put)
  },
  EI: (at, put) => {
    put.code(at(1), 'ACCOUNT')
    if (at(3).text !== '') put.code(at(3), 'OTHERID')
  },
  PL: (at, put) => {
    for (const number of [2, 3]) put.code(at(number), 'OTHERID')
    authority(at(4), put)
    put.code(at(7), 'FACILITY')
  },
  HD: (at, put) => {
    authority(at(1), put)
    put.code(at(2), 'OTHERID')
  },
  DTM: (at, put) => {
    if (/^\d{4}/.test(at(1).text)) put.slot(at(1), 'DATE', 'year')
    else put.code(at(1), 'DATE')
  },
  text: () => {},
}

/** An assigning authority: its name is a facility's, its universal id is unique. */
function authority(part: Part, put: Put): void {
  if (!SHARED_AUTHORITIES.has(part.first.toUpperCase())) put.codeFirst(part, 'FACILITY')
}

function putInto(finds: { certain: Place[]; slots: Slot[]; names: string[] }): Put {
  const place = (start: number, end: number, kind: IdentifierKind): Place => ({ start, end, kind, rule: 'format/hl7' })
  const isBlank = (text: string): boolean => text.trim() === '' || text === '""'
  return {
    code(part, kind) {
      if (!isBlank(part.text)) finds.certain.push(place(part.start, part.end, kind))
    },
    codeFirst(part, kind) {
      if (!isBlank(part.first)) finds.certain.push(place(part.start, part.firstEnd, kind))
    },
    slot(part, kind, writes) {
      if (isBlank(part.text)) return
      // Of what has parts, each gets a code of its own.
      if (part.text !== part.first || part.text.includes('\n')) {
        finds.certain.push(place(part.start, part.end, kind))
        return
      }
      const { repetition, component } = part
      finds.slots.push({ place: place(part.start, part.end, kind), writes, repetition, component })
    },
    name(parts) {
      const full = parts.map(({ first }) => first).filter((word) => !isBlank(word))
      if (full.length > 1) finds.names.push(full.join(' '))
    },
  }
}

function partOf(said: string, component: Component | undefined, repetition: number, number: number): Part {
  const { start = 0, end = 0, subcomponents = [] } = component ?? {}
  const firstEnd = subcomponents[0]?.end ?? end
  const [text, first] = [said.slice(start, end), said.slice(start, firstEnd)]
  return { text, first, start, firstEnd, end, repetition, component: number }
}

/** `.br`, highlighting, a change of the character set, and bytes of control characters. */
const COMMAND = /^(?:\.(?:br|sp|sk|fi|nf|in|ti|ce)[-+\d]{0,4}|[HN]|C[\dA-F]{4}|M[\dA-F]{4,6}|X(?:[01][\dA-F]){1,8})$/i

/** The character an escape stands for; `undefined` for a command (`.br`, `H`, a character set, hexadecimal bytes). */
function decodeEscape(letter: string, by: Delimiters): string | undefined {
  const plain: Record<string, string> = {
    F: by.field,
    S: by.component,
    T: by.subcomponent,
    R: by.repetition,
    E: by.escape,
  }
  return plain[letter]
}
