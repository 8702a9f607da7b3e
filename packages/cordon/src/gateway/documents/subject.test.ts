import { expect, it } from 'vitest'
import { application, caller, principal } from '../../policy/decision/decide.fixtures.ts'
import { speaker } from './subject.ts'

it('a speaker is one person through one application: a slash in an id makes nobody another', () => {
  const through = (app: string, person: string) =>
    speaker(caller({ application: application({ id: app }), principal: principal({ id: person }) }))
  expect(through('a/b', 'c')).not.toBe(through('a', 'b/c'))
  expect(through('a', 'b')).toBe(through('a', 'b'))
})
