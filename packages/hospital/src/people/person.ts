import { GIVEN, NICKNAMES, ORIGINS, type Origin } from '../lexicon/given.ts'
import { EPONYM_SURNAMES, SURNAMES, WORD_SURNAMES } from '../lexicon/surname.ts'
import type { Random } from '../random.ts'

export interface Person {
  readonly given: string
  readonly middle?: string
  readonly family: string
  /** `Jr.`, `III`. */
  readonly suffix?: string
  readonly nickname?: string
  readonly sex: 'female' | 'male'
}

export interface PersonWish {
  readonly sex?: 'female' | 'male'
  readonly family?: string
  readonly origin?: Origin
}

/** Makes up a person. One in eight has a family name that is also a disease, a sign or an ordinary word. */
export function createPerson(random: Random, wish: PersonWish = {}): Person {
  const origin = wish.origin ?? random.pick(ORIGINS)
  const sex = wish.sex ?? (random.chance(0.5) ? 'female' : 'male')
  // Marriages and migration mix origins: a given name need not match the family name.
  const named = random.chance(0.8) ? origin : random.pick(ORIGINS)
  const given = random.pick(GIVEN[named][sex])
  const nickname = random.pick(NICKNAMES[given] ?? [''])
  return {
    given,
    family: wish.family ?? familyName(random, origin),
    sex,
    ...(random.chance(0.45) ? { middle: random.pick(GIVEN[random.pick(ORIGINS)][sex]) } : {}),
    ...(nickname === '' ? {} : { nickname }),
    ...(sex === 'male' && random.chance(0.06) ? { suffix: random.pick(['Jr.', 'Sr.', 'II', 'III', 'IV']) } : {}),
  }
}

function familyName(random: Random, origin: Origin): string {
  const roll = random.next()
  if (roll < 0.07) return random.pick(EPONYM_SURNAMES)
  if (roll < 0.13) return random.pick(WORD_SURNAMES)
  const family = random.pick(SURNAMES[origin])
  if (origin === 'hispanic' && roll < 0.35) return `${family} ${random.pick(SURNAMES.hispanic)}`
  return roll < 0.22 ? `${family}-${random.pick(SURNAMES[random.pick(ORIGINS)])}` : family
}
