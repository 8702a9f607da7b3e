import type { Format } from './format.ts'

/** Plain text: one leaf. */
export const text: Format = {
  name: 'text',
  sniff: () => true,
  open: (whole, breaks = []) => ({
    leaves: [{ path: [], text: whole, cuts: breaks }],
    rewrite: ([edits = []]) => [...edits],
  }),
}
