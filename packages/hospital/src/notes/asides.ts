import { at } from '../random.ts'
import { ASIDES } from './aside-sentences.ts'
import { DECOYS } from './decoy-sentences.ts'
import type { Slot } from './slots.ts'

/** A stray sentence that brings in an identifier: of the type named, else one that was asked for, else one that suits the kind. */
export const aside: Slot = ({ random, table, asked }, { form }) => {
  if (form === undefined) return { template: random.pick(ASIDES[asked.shift() ?? random.pick(table.asides)]) }
  const type = Object.keys(ASIDES).find((name) => name.toLowerCase() === form) as keyof typeof ASIDES | undefined
  return { template: random.pick(ASIDES[type ?? at(table.asides, 0)]) }
}

/** A sentence that looks as if it held identifiers and holds none. */
export const decoy: Slot = ({ random }) => ({ template: random.pick(DECOYS) })
