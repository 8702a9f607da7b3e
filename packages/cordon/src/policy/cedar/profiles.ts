import type { TaskProfile } from '@cordon/contract'
import { z } from 'zod'

const Bounds = {
  passagesMax: z.int().min(0).max(64),
  passageCharactersMax: z.int().min(0).max(200_000),
}

/** One minimum-necessary profile, 164.502(b): what of a chart may go with a question. */
export const Profile = z.strictObject({
  why: z.string().min(1).max(300),
  /** FHIR resource types, `Note`, or `*`. */
  paths: z.array(z.string().regex(/^(\*|[A-Z][A-Za-z]{1,49})$/)).max(150),
  sections: z.array(z.string().min(1).max(100)).max(64).optional(),
  lookbackDays: z.int().min(1).max(36_500).optional(),
  ...Bounds,
  /** 164.514(d)(5): an entire record only where it is justified, by one of these codes. */
  wholeChart: z
    .strictObject({
      justifications: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
        .min(1)
        .max(32),
      ...Bounds,
    })
    .optional(),
})
export type Profile = z.infer<typeof Profile>

export const Profiles = z.strictObject({
  profiles: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), Profile),
})
export type Profiles = z.infer<typeof Profiles>['profiles']

/** What a policy that names no profile gives of a chart. */
const NOTHING: Profile = { why: 'nothing', paths: [], passagesMax: 0, passageCharactersMax: 0 }

/** The profile of an answer: several names (`a+b`) give what all of them give; none, or one that is not there, nothing. */
export function profileNamed(profiles: Profiles, name: string | undefined): Profile {
  if (name === undefined) return NOTHING
  const named = name.split('+').map((each) => (Object.hasOwn(profiles, each) ? profiles[each] : undefined) ?? NOTHING)
  return named.reduce(narrower)
}

function narrower(one: Profile, other: Profile): Profile {
  const { passagesMax, passageCharactersMax, sections, lookbackDays } = narrowed(one, other)
  const wholeChart = bothWhole(one, other)
  return {
    why: `${one.why}; ${other.why}`,
    paths: one.paths.includes('*') ? other.paths : one.paths.filter((path) => admits(other, path)),
    passagesMax,
    passageCharactersMax,
    ...(sections === undefined ? {} : { sections }),
    ...(lookbackDays === undefined ? {} : { lookbackDays }),
    ...(wholeChart === undefined ? {} : { wholeChart }),
  }
}

function bothWhole({ wholeChart: one }: Profile, { wholeChart: other }: Profile): Profile['wholeChart'] {
  if (one === undefined || other === undefined) return undefined
  const justifications = one.justifications.filter((code) => other.justifications.includes(code))
  return justifications.length === 0 ? undefined : { justifications, ...narrowed(one, other) }
}

type Bounded = Pick<TaskProfile, 'passagesMax' | 'passageCharactersMax' | 'sections' | 'lookbackDays'>

/** What both of two profiles give. An absent list of sections is every section. */
export function narrowed(one: Bounded, other: Bounded): TaskProfile {
  const lookback = Math.min(
    one.lookbackDays ?? Number.POSITIVE_INFINITY,
    other.lookbackDays ?? Number.POSITIVE_INFINITY,
  )
  const sections = one.sections === undefined ? other.sections : both(one.sections, other.sections)
  return {
    passagesMax: Math.min(one.passagesMax, other.passagesMax),
    passageCharactersMax: Math.min(one.passageCharactersMax, other.passageCharactersMax),
    ...(Number.isFinite(lookback) ? { lookbackDays: lookback } : {}),
    ...(sections === undefined ? {} : { sections: [...sections] }),
  }
}

function both(one: readonly string[], other: readonly string[] | undefined): string[] {
  return other === undefined ? [...one] : one.filter((section) => other.includes(section))
}

/** Whether records of this kind may go. */
export function admits({ paths }: Pick<Profile, 'paths'>, kind: string): boolean {
  return paths.includes('*') || paths.includes(kind)
}
