import { IDENTIFIER_TYPES } from '../gold.ts'
import { ASIDES } from './aside-sentences.ts'
import { DECOYS, WILD_DECOYS } from './decoy-sentences.ts'
import type { Slot } from './slot.ts'

/** A stray sentence that brings in an identifier: of the type named, else one that was asked for, else one that suits the kind. */
export const aside: Slot = ({ random, table, asked, fresh }, { form }) => {
  const named = IDENTIFIER_TYPES.find((type) => type.toLowerCase() === form)
  return { template: fresh(ASIDES[named ?? asked.shift() ?? random.pick(table.asides)]) }
}

/** A sentence that looks as if it held identifiers and holds none. */
export const decoy: Slot = ({ random, wild, fresh }) => ({
  template: fresh(wild && random.chance(0.5) ? WILD_DECOYS : DECOYS),
})
