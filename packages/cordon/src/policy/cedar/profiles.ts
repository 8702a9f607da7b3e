import type { TaskProfile } from '@cordon/contract'
import { z } from 'zod'
import { bothPaths, reaches } from './paths.ts'

const Bounds = {
  passagesMax: z.int().min(0).max(64),
  passageCharactersMax: z.int().min(0).max(200_000),
}
const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/)

/** What a caller says it is about to do: it takes less than its profile would give, never more. */
export const Task = z.strictObject({
  why: z.string().min(1).max(300),
  /** Kinds of records, elements of them (`Observation.value`), or `*`. Which there are, `readProfiles` looks up. */
  paths: z.array(z.string().max(100)).max(150),
  sections: z.array(z.string().min(1).max(100)).max(64).optional(),
  lookbackDays: z.int().min(1).max(36_500).optional(),
  ...Bounds,
})
export type Task = z.infer<typeof Task>

/** One minimum-necessary profile, 164.502(b): what of a chart may go with a question. */
export const Profile = z.strictObject({
  ...Task.shape,
  /** 164.514(d)(5): an entire record only where it is justified, by one of these codes. */
  wholeChart: z.strictObject({ justifications: z.array(Name).min(1).max(32), ...Bounds }).optional(),
})
export type Profile = z.infer<typeof Profile>

/** `profiles.yaml`: what the obligations of policies name, and the tasks that a caller may state. */
export const ProfilesFile = z.strictObject({
  profiles: z.record(Name, Profile),
  tasks: z.record(Name, Task).default({}),
})
export type ProfilesFile = z.infer<typeof ProfilesFile>
export type Profiles = ProfilesFile['profiles']
export type Tasks = ProfilesFile['tasks']

/** What may go with one question, once everything that narrows it was looked at. */
export type Minimum = TaskProfile & { readonly paths: readonly string[] }

/** What a policy that names no profile gives of a chart. */
const NOTHING: Profile = { why: 'nothing', paths: [], passagesMax: 0, passageCharactersMax: 0 }

/** The profile of an answer: several names (`a+b`) give what all of them give; none, or one that is not there, nothing. */
export function profileNamed(profiles: Profiles, name: string | undefined): Profile {
  if (name === undefined) return NOTHING
  const named = name.split('+').map((each) => (Object.hasOwn(profiles, each) ? profiles[each] : undefined) ?? NOTHING)
  return named.reduce(narrower)
}

function narrower(one: Profile, other: Profile): Profile {
  const wholeChart = bothWhole(one, other)
  return {
    why: `${one.why}; ${other.why}`,
    ...narrowed(one, other),
    ...(wholeChart === undefined ? {} : { wholeChart }),
  }
}

function bothWhole({ wholeChart: one }: Profile, { wholeChart: other }: Profile): Profile['wholeChart'] {
  if (one === undefined || other === undefined) return undefined
  const justifications = one.justifications.filter((code) => other.justifications.includes(code))
  return justifications.length === 0 ? undefined : { justifications, ...fewer(one, other) }
}

type Bounded = Pick<TaskProfile, 'passagesMax' | 'passageCharactersMax'>

const fewer = (one: Bounded, other: Bounded): Bounded => ({
  passagesMax: Math.min(one.passagesMax, other.passagesMax),
  passageCharactersMax: Math.min(one.passageCharactersMax, other.passageCharactersMax),
})

/** What both of two give: the fewer passages, the shorter lookback, the sections and paths that stand in both; absent is any. */
export function narrowed(one: TaskProfile, other: TaskProfile): TaskProfile & { paths: string[] } {
  const lookback = Math.min(
    one.lookbackDays ?? Number.POSITIVE_INFINITY,
    other.lookbackDays ?? Number.POSITIVE_INFINITY,
  )
  const sections = one.sections === undefined ? other.sections : both(one.sections, other.sections)
  return {
    paths: bothPaths(one.paths ?? ANY, other.paths ?? ANY),
    ...fewer(one, other),
    ...(Number.isFinite(lookback) ? { lookbackDays: lookback } : {}),
    ...(sections === undefined ? {} : { sections: [...sections] }),
  }
}

const ANY: readonly string[] = ['*']

function both(one: readonly string[], other: readonly string[] | undefined): string[] {
  return other === undefined ? [...one] : one.filter((section) => other.includes(section))
}

/** Whether `wide` gives everything of records of this kind that `narrow` does. */
export function covers(wide: Minimum, narrow: Minimum, kind: string): boolean {
  const { sections, lookbackDays = Number.POSITIVE_INFINITY } = wide
  return (
    reaches(wide.paths, narrow.paths, kind) &&
    narrow.passagesMax <= wide.passagesMax &&
    narrow.passageCharactersMax <= wide.passageCharactersMax &&
    (narrow.lookbackDays ?? Number.POSITIVE_INFINITY) <= lookbackDays &&
    (sections === undefined || narrow.sections?.every((section) => sections.includes(section)) === true)
  )
}
