import type { Piece } from '../gold.ts'
import type { Person } from '../people/person.ts'
import type { Practitioner } from '../people/staff.ts'
import { AGE_PLAIN, AGE90 } from '../surface/age.ts'
import { DATE, DATE_PARTIAL, DATE_VAGUE, DATE_WHOLE } from '../surface/date.ts'
import { NAME, NAME_HEADER, NAME_PROSE } from '../surface/name.ts'
import { type Surface, show } from '../surface/surface.ts'
import type { Resolve, SlotCall } from '../text/fill.ts'
import type { Scene } from './scene.ts'

/** What a slot writes for one scene: a piece, or a template to fill in its turn. */
export type Slot = (scene: Scene, call: SlotCall) => ReturnType<Resolve>

/** Shows a value in the form that the slot asks for, or in one of `usual`. */
export function of<V>(surface: Surface<V>, value: (scene: Scene) => V, usual?: readonly string[]): Slot {
  return (scene, { form }) =>
    show(surface, value(scene), scene.random, form ?? (usual === undefined ? undefined : scene.random.pick(usual)))
}

export function person(who: (scene: Scene) => Person): Slot {
  return (scene, { form }) => {
    const { random } = scene
    if (form === 'formal') return [formal(who(scene), random.next()), ' ', show(NAME, who(scene), random, 'last')]
    if (form === 'header') return show(NAME, who(scene), random, random.pick(NAME_HEADER))
    if (form === 'any') return show(NAME, who(scene), random)
    return show(NAME, who(scene), random, form ?? random.pick(NAME_PROSE))
  }
}

/** A clinician: `Dr.` or nothing before the name, credentials after it, both outside the span. */
export function clinician(who: (scene: Scene) => Practitioner): Slot {
  const named = person((scene) => who(scene).person)
  return (scene, call) => {
    const { credential } = who(scene)
    const titled = /MD|DO/.test(credential) ? scene.random.pick(['Dr. ', 'Dr. ', 'Dr ', 'Doctor ']) : ''
    if (call.form === 'sign')
      return [
        show(
          NAME,
          who(scene).person,
          scene.random,
          scene.random.pick(['middle', 'full', 'complete', 'upper', 'initial']),
        ),
        ', ',
        credential,
      ]
    if (call.form === undefined)
      return [
        titled,
        show(
          NAME,
          who(scene).person,
          scene.random,
          titled === '' ? 'full' : scene.random.pick(['last', 'last', 'full', 'initial']),
        ),
      ] as Piece
    return call.form === 'formal' ? [titled, show(NAME, who(scene).person, scene.random, 'last')] : named(scene, call)
  }
}

function formal(who: Person, roll: number): string {
  if (who.sex === 'male') return roll < 0.9 ? 'Mr.' : 'Mr'
  return roll < 0.5 ? 'Mrs.' : roll < 0.9 ? 'Ms.' : 'Miss'
}

export function date(from: (scene: Scene) => number): Slot {
  return (scene, { shift, form }) => {
    const { random, habit } = scene
    const day = from(scene) + shift
    const forms: Record<string, () => string> = {
      whole: () => (random.chance(0.6) ? habit.whole : random.pick(DATE_WHOLE)),
      p: () => (random.chance(0.5) ? habit.partial : random.pick(DATE_PARTIAL)),
      v: () => random.pick(DATE_VAGUE),
    }
    const chosen = (forms[form ?? 'whole'] ?? (() => form ?? ''))()
    return show(DATE, day, random, chosen)
  }
}

/** An age: an identifier over 89 (164.514(b)(2)(i)(C)), else plain digits. */
export function age(years: (scene: Scene) => number): Slot {
  return (scene, { form }) => {
    const value = years(scene)
    return value > 89 ? show(AGE90, value, scene.random, form ?? scene.random.pick(AGE_PLAIN)) : String(value)
  }
}
