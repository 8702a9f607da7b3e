import type { Hospital } from '../hospital.ts'
import { createRandom, type Random } from '../random.ts'
import { type Happening, type PatientRecord, writeRecord } from './record.ts'

/** A question of order, interval or latest value, with its answer as the chart has it. */
export interface Question {
  readonly kind: 'order' | 'interval' | 'latest'
  /** The names of one or two happenings, as their lines say them. */
  readonly about: readonly string[]
  readonly answer: string
  /** The record that the question is about. */
  readonly text: string
}

/**
 * Questions over the records of a hospital, as many of each kind as can be. The answer of each is in one or two lines of its
 * record and nowhere else, and is known from the chart. The same seed gives the same questions.
 */
export function askQuestions(hospital: Hospital, { count, seed }: { count: number; seed: number }): Question[] {
  const random = createRandom(`questions/${seed}`)
  const records = hospital.patients.map((patient) => writeRecord(hospital, patient, random.fork(patient.id)))
  const pools = KINDS.map((kind) => random.shuffle(records.flatMap((record) => ASKERS[kind](record, random))))
  const questions: Question[] = []
  for (let i = 0; questions.length < count && pools.some((pool) => i < pool.length); i++) {
    for (const pool of pools) {
      const question = pool[i]
      if (question !== undefined && questions.length < count) questions.push(question)
    }
  }
  return questions
}

const KINDS = ['order', 'interval', 'latest'] as const

const ASKERS: Record<Question['kind'], (record: PatientRecord, random: Random) => Question[]> = {
  order: (record, random) =>
    pairs(record, random).flatMap(([one, two]) => {
      if (one.day === two.day) return []
      const answer = one.day < two.day ? one.name : two.name
      return [{ kind: 'order' as const, about: [one.name, two.name], answer, text: record.text }]
    }),
  interval: (record, random) =>
    pairs(record, random).map(([one, two]) => ({
      kind: 'interval' as const,
      about: [one.name, two.name],
      answer: String(Math.abs(one.day - two.day)),
      text: record.text,
    })),
  latest: ({ happenings, text }) => {
    const labs = happenings.filter(({ kind }) => kind === 'lab')
    const names = [...new Set(labs.map(({ name }) => name))]
    return names.flatMap((name) => {
      const own = labs.filter((lab) => lab.name === name).sort((a, b) => b.day - a.day)
      const [latest, before] = own
      if (latest === undefined || before === undefined || latest.day === before.day) return []
      return [{ kind: 'latest' as const, about: [name], answer: latest.value ?? '', text }]
    })
  },
}

/** Happenings of which the record tells once, two by two. */
function pairs({ happenings }: PatientRecord, random: Random): [Happening, Happening][] {
  const named = happenings.filter(({ kind }) => kind !== 'lab')
  const once = random.shuffle(
    named.filter(
      ({ name }) => named.every((other) => !isWithin(name, other.name) || other.name === name) && isSingle(name, named),
    ),
  )
  return once.flatMap((one, i) => {
    const two = once[i + 1]
    return two === undefined ? [] : [[one, two] as [Happening, Happening]]
  })
}

function isSingle(name: string, among: readonly Happening[]): boolean {
  return among.filter((other) => other.name === name).length === 1
}

function isWithin(name: string, other: string): boolean {
  return other.toLowerCase().includes(name.toLowerCase())
}
