import { describe, expect, it } from 'vitest'
import { allOf, readObligation, stricter } from './obligations.ts'
import { narrowed, profileNamed } from './profiles.ts'

const bounds = { passagesMax: 8, passageCharactersMax: 1_000 }
const profiles = {
  wide: { why: 'w', paths: ['*'], passagesMax: 16, passageCharactersMax: 2_000, wholeChart: whole(['a', 'b']) },
  notes: { why: 'n', paths: ['Note'], ...bounds, lookbackDays: 30, wholeChart: whole(['b']) },
  facts: { why: 'f', paths: ['Condition'], ...bounds, sections: ['problems'] },
}

function whole(justifications: string[]) {
  return { justifications, passagesMax: 64, passageCharactersMax: 9_000 }
}

describe('a minimum-necessary profile', () => {
  it('is nothing where none is named, or one that is not there', () => {
    for (const name of [undefined, 'gone', 'constructor', 'wide+gone'])
      expect(profileNamed(profiles, name)).toMatchObject({ paths: [], passagesMax: 0 })
  })
  it('of two names gives what both give', () => {
    expect(profileNamed(profiles, 'notes+wide')).toMatchObject({ paths: ['Note'], ...bounds, lookbackDays: 30 })
    expect(profileNamed(profiles, 'notes+wide').wholeChart?.justifications).toEqual(['b'])
    expect(profileNamed(profiles, 'facts+notes')).toMatchObject({ paths: [], sections: ['problems'], lookbackDays: 30 })
    expect(profileNamed(profiles, 'facts+notes').wholeChart).toBeUndefined()
  })
  it('and a registration give the narrower of each bound', () => {
    expect(
      narrowed({ passagesMax: 4, passageCharactersMax: 9_000, sections: ['a', 'b'] }, { ...bounds, sections: ['b'] }),
    ).toEqual({
      paths: ['*'],
      passagesMax: 4,
      passageCharactersMax: 1_000,
      sections: ['b'],
    })
  })
})

describe('obligations', () => {
  it('are read part by part, and all of several bind', () => {
    const one = readObligation('profile:a;deid:coded') ?? {}
    const other = readObligation('profile:b; deid:limited-data-set; destination:inside') ?? {}
    expect(allOf([one, other] as never)).toEqual({ profile: 'a+b', deid: 'limited-data-set', destination: 'inside' })
  })
  it.each(['', 'profile', 'profile:A B', 'destination:moon', 'deid:none', 'profile:a;profile:b', 'more:x'])(
    'refuses %j',
    (text) => expect(readObligation(text)).toBeUndefined(),
  )
  it('take the policy that leaves less', () => {
    expect(stricter('coded', 'safe-harbor')).toBe('safe-harbor')
    expect(stricter('limited-data-set', 'surrogate')).toBe('limited-data-set')
  })
})
