const LOST = /^cordon vendor review lost in a restore\nrow: ([a-z0-9][a-z0-9-]{0,63})\n$/

/** What stands in place of a signed review that a restore could not give back. */
export const lostReview = (row: string): string => `cordon vendor review lost in a restore\nrow: ${row}\n`

/** The row whose review was lost; undefined for any other note. */
export const rowOfLostReview = (note: string): string | undefined => LOST.exec(note)?.[1]
