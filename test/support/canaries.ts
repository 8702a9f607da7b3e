import type { IdentifierKind } from '@cordon/deid'

/** An invented identifier: a text that stands nowhere by chance, so that finding it means that somebody wrote it down. */
export interface Canary {
  readonly kind: IdentifierKind
  readonly text: string
  /** A sentence of the kind in which people write it. */
  readonly sentence: string
}

/** How many of each kind: 500 together. */
const COUNTS = {
  NAME: 130,
  DATE: 60,
  PHONE: 60,
  MRN: 50,
  EMAIL: 35,
  SSN: 35,
  STREET: 30,
  HEALTHPLAN: 20,
  ACCOUNT: 15,
  URL: 15,
  FAX: 10,
  LICENSE: 5,
  VEHICLE: 5,
  DEVICE: 5,
  OTHERID: 5,
  IP: 5,
  FACILITY: 5,
  CITY: 5,
  ORG: 5,
} as const satisfies Partial<Record<IdentifierKind, number>>

type Kind = keyof typeof COUNTS

/** The same for the same seed. Every text is different, and none is part of another. */
export function makeCanaries(seed: number): Canary[] {
  const dice = createDice(seed)
  const taken: string[] = []
  const fresh = (kind: Kind): string => {
    const text = MAKE[kind](dice)
    if (taken.some((other) => other.includes(text) || text.includes(other))) return fresh(kind)
    taken.push(text)
    return text
  }
  return (Object.keys(COUNTS) as Kind[]).flatMap((kind) =>
    Array.from({ length: COUNTS[kind] }, () => {
      const text = fresh(kind)
      return { kind, text, sentence: dice.pick(SAY[kind]).replace('@', () => text) }
    }),
  )
}

interface Dice {
  readonly below: (bound: number) => number
  readonly pick: <T>(of: readonly T[]) => T
  readonly digits: (count: number) => string
}

/** A small generator (mulberry32): the same numbers on every machine. */
function createDice(seed: number): Dice {
  let state = seed
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T
  return { below, pick, digits: (count) => Array.from({ length: count }, () => below(10)).join('') }
}

const words = (text: string): readonly string[] => text.split(' ')
const GIVEN = words('Þorvei Øystrid Ščepanka Żelisław Xhevrije Æthelin Quyếna Ğülizra Ñuskara Łucjana Ïsquel Vråling')
const GIVEN_END = words('ra nn dis lle vka sté qo lin bet wyn mir zza')
const FAMILY = words(
  'Brzęk Ngụy Wöhls Åkerv Çelnik Dvořz Fjørst Grüntz Hälvor Ilșesc Kvapil Ōtamor Přemys Skłod Vârlan Zsombék',
)
const FAMILY_END = words('sdóttir vić escu quist mann owski ñez ánszky bråten haugh wasser -Thornquist')
const PLAIN = words('vrek quill osk thren bald wexh marl jorv pell drun zeb kroft lund mirk sarn tolv')
const PLAIN_END = words('mere hollow wick stead garth fenn combe thorpe lock dale brook shaw')
const MONTHS = words('January February March April May June July August September October November December')

const coined = ({ pick }: Dice): string => `${pick(PLAIN)}${pick(PLAIN)}${pick(PLAIN_END)}`
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const two = (value: number): string => String(value).padStart(2, '0')
const phone = ({ pick, below, digits }: Dice): string => {
  const [area, exchange, line] = [
    `${2 + below(7)}${digits(1)}${1 + below(8)}`,
    `${2 + below(7)}${digits(2)}`,
    digits(4),
  ]
  return pick([
    `(${area}) ${exchange}-${line}`,
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `+1 ${area} ${exchange} ${line}`,
  ])
}
const date = ({ pick, below }: Dice): string => {
  const [year, month, day] = [1931 + below(69), 1 + below(12), 1 + below(28)]
  const name = MONTHS[month - 1] ?? ''
  return pick([
    `${two(month)}/${two(day)}/${year}`,
    `${year}-${two(month)}-${two(day)}`,
    `${name} ${day}, ${year}`,
    `${two(day)} ${name.slice(0, 3)} ${year}`,
  ])
}

const MAKE: Record<Kind, (dice: Dice) => string> = {
  NAME: ({ pick }) => `${pick(GIVEN)}${pick(GIVEN_END)} ${pick(FAMILY)}${pick(FAMILY_END)}`,
  DATE: date,
  PHONE: phone,
  FAX: phone,
  MRN: ({ pick, digits }) => pick([`7${digits(9)}`, `MR-${digits(8)}`, `H${digits(8)}`]),
  EMAIL: (dice) => `${coined(dice)}.${dice.digits(2)}@${coined(dice)}.example`,
  SSN: ({ below, digits }) => `${500 + below(90)}-${11 + below(80)}-${digits(3)}${1 + below(9)}`,
  STREET: (dice) =>
    `${1000 + dice.below(8999)} ${capital(coined(dice))} ${dice.pick(words('Lane Street Avenue Drive Court'))}`,
  HEALTHPLAN: ({ pick, digits }) => `${pick(words('XQB WZP KVH'))}${digits(9)}`,
  ACCOUNT: ({ digits }) => `88-${digits(7)}`,
  URL: (dice) => `https://portal.${coined(dice)}.example/p/${dice.digits(6)}`,
  LICENSE: ({ digits }) => `D${digits(3)}-${digits(4)}-${digits(4)}`,
  VEHICLE: ({ digits }) => `1FTEW1E${digits(1)}XKF${digits(5)}`,
  DEVICE: ({ digits }) => `SN-${digits(4)}-${digits(5)}`,
  OTHERID: ({ digits }) => `TRX-${digits(8)}`,
  IP: ({ below }) => `1${two(below(99))}.1${two(below(99))}.1${two(below(99))}.1${two(below(99))}`,
  FACILITY: (dice) => `${capital(coined(dice))} Memorial Hospital`,
  CITY: (dice) => capital(coined(dice)),
  ORG: (dice) => `${capital(coined(dice))} Manufacturing Inc.`,
}

const SAY: Record<Kind, readonly string[]> = {
  NAME: [
    'Mrs. @ reports less dyspnea since the dose was raised.',
    'Patient: @ was seen in clinic with leg swelling.',
    'Dictated by Dr. @ after rounds.',
    'Her daughter, @, manages the medications at home.',
  ],
  DATE: ['Born on @ and followed here since.', 'DOB: @.', 'The echocardiogram of @ showed mild hypokinesis.'],
  PHONE: ['Call back at @ with the potassium result.', 'Home phone: @.'],
  FAX: ['Records were requested by fax: @.', 'Fax @ for the discharge summary.'],
  MRN: ['MRN: @.', 'Chart pulled, medical record number @.'],
  EMAIL: ['The family prefers e-mail: @ for updates.', 'Results were sent to @ as asked.'],
  SSN: ['SSN: @.', 'Social security number @ on the face sheet.'],
  STREET: ['Lives at @ with a spouse.', 'Home address: @.'],
  HEALTHPLAN: ['Member ID: @.', 'Insurance member number @ was verified.'],
  ACCOUNT: ['Account number: @.'],
  URL: ['The portal message is at @ for review.'],
  LICENSE: ["Driver's license number @ was shown."],
  VEHICLE: ['Injured in a vehicle with VIN @ last winter.'],
  DEVICE: ['Pacemaker serial number @ interrogated today.'],
  OTHERID: ['Study ID: @.'],
  IP: ['Telehealth visit from IP address @ today.'],
  FACILITY: ['Transferred from @ after two days.'],
  CITY: ['Grew up in @, OH and moved here.'],
  ORG: ['Employer: @'],
}
