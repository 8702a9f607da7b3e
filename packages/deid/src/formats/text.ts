import { applyEdits } from './document.ts'
import type { Format } from './format.ts'

/** Plain text: one leaf. */
export const text: Format = {
  name: 'text',
  sniff: () => true,
  open: (whole) => ({
    leaves: [{ path: [], text: whole }],
    rebuild: ([edits = []]) => applyEdits(whole, edits),
  }),
}
