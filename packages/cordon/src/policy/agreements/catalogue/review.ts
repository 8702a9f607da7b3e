import { LedgerError, type NoteVerifier, openNote } from '@cordon/ledger'
import { DAY } from '../../../kernel/clock.ts'
import { expiryOf } from './eligibility.ts'
import type { Catalogue, Row } from './read-catalogue.ts'

/** What a reviewer states about one row of the catalogue: the fields of the text that is signed. */
export interface RowReview {
  readonly row: string
  /** SHA-256 of the row as it was when it was looked at. */
  readonly hash: string
  /** SHA-256 of the source as the reviewer kept it. */
  readonly source: string
  readonly eligible: 'yes' | 'no'
  readonly reviewer: string
  /** Days, for example `2026-11-23`. */
  readonly day: string
  readonly expiresOn: string
}

/** A review counts for this long at most: sources move without notice. */
export const REVIEW_DAYS_MAX = 366

/** The text to sign. */
export function reviewText({ row, hash, source, eligible, reviewer, day, expiresOn }: RowReview): string {
  return `cordon vendor review/1
row: ${row}
hash: ${hash}
source: ${source}
eligible: ${eligible}
reviewer: ${reviewer}
day: ${day}
expires: ${expiresOn}

I have read, on the day given above, what the vendor says at the source of this row of the catalogue, and kept the page
whose SHA-256 is given above. ${SAYING[eligible]}
I know that prompts leave, or do not leave, by this statement until it expires.
`
}

const SAYING: Record<RowReview['eligible'], string> = {
  yes: 'It still says that this use may carry health information under an agreement.',
  no: 'It does not say that this use may carry health information under an agreement.',
}

const FIELDS =
  /^cordon vendor review\/1\nrow: (.*)\nhash: ([0-9a-f]{64})\nsource: ([0-9a-f]{64})\neligible: (yes|no)\nreviewer: (.*)\nday: (\d{4}-\d\d-\d\d)\nexpires: (\d{4}-\d\d-\d\d)\n/u

/** The review that a text is, to the letter; undefined for any other text. */
export function readReview(text: string): RowReview | undefined {
  const [head, row = '', hash = '', source = '', eligible, reviewer = '', day = '', expiresOn = ''] =
    FIELDS.exec(text) ?? []
  if (head === undefined || (eligible !== 'yes' && eligible !== 'no')) return undefined
  const review: RowReview = { row, hash, source, eligible, reviewer, day, expiresOn }
  return reviewText(review) === text ? review : undefined
}

/** Why a signed note is no review that counts. */
export type ReviewFault = 'unsigned' | 'stranger' | 'altered' | 'too-long' | 'backwards'

/** Opens a signed review with the keys of those who may make one. A key from a checkpoint or another statement opens nothing here. */
export async function openReview(
  note: string,
  reviewers: readonly NoteVerifier[],
): Promise<{ readonly review: RowReview; readonly by: string } | { readonly fault: ReviewFault }> {
  try {
    const { text, signedBy } = await openNote(note, reviewers)
    const review = readReview(text)
    if (review === undefined) return { fault: 'altered' }
    const days = (Date.parse(review.expiresOn) - Date.parse(review.day)) / DAY
    if (!(days > 0)) return { fault: 'backwards' }
    if (days > REVIEW_DAYS_MAX) return { fault: 'too-long' }
    return { review, by: signedBy[0]?.name ?? '' }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return {
      fault: error.code === 'note_unsigned' ? 'stranger' : error.code === 'signature_invalid' ? 'altered' : 'unsigned',
    }
  }
}

/**
 * The catalogue as reviews leave it: of each row the newest review of just this row counts, and says until when. It can make an
 * unverified row eligible or take a yes back; what the catalogue says is not eligible no review opens. Pure.
 */
export function withReviews({ services, rows }: Catalogue, reviews: readonly RowReview[], now: number): Catalogue {
  if (reviews.length === 0) return { services, rows }
  return { services, rows: rows.map((row) => reviewed(row, reviews, now)) }
}

/** A review that a restore lost may have taken a yes back: its row is unverified until somebody reviews it again. Pure. */
export function withoutLost({ services, rows }: Catalogue, lost: ReadonlySet<string>): Catalogue {
  const why = 'a review of it was lost in a restore: cordon vendor review'
  const doubted = (row: Row): Row => (row.eligible === 'no' ? row : { ...row, eligible: 'unverified', why })
  return { services, rows: rows.map((row) => (lost.has(row.id) ? doubted(row) : row)) }
}

function reviewed(row: Row, reviews: readonly RowReview[], now: number): Row {
  const newest = reviews
    .filter(({ row: id, hash, day }) => id === row.id && hash === row.hash && Date.parse(day) <= now)
    .sort((a, b) => (a.day < b.day ? 1 : -1))[0]
  if (newest === undefined || row.eligible === 'no') return row
  const { eligible, day, expiresOn } = newest
  return { ...row, eligible, seenOn: day, expiresOn }
}

/** Days before its expiry on which a row is warned of: from the farthest to the nearest. */
export const WARN_DAYS = [60, 30, 7] as const

/** A row that ends soon, or has: `within` is the nearest of the days to warn on, 0 once it has expired. */
export interface Expiring {
  readonly id: string
  readonly service: string
  readonly expiresOn: string
  readonly within: 0 | (typeof WARN_DAYS)[number]
}

/** The rows that would open something and are about to stop, soonest first. Only of services that some vendor is registered at. */
export function expiringRows({ rows }: Catalogue, services: ReadonlySet<string>, now: number): Expiring[] {
  return rows
    .filter(({ eligible, service }) => eligible === 'yes' && services.has(service))
    .flatMap((row) => {
      const within = withinDays(expiryOf(row) - now)
      return within === undefined ? [] : [{ id: row.id, service: row.service, expiresOn: row.expiresOn, within }]
    })
    .sort((a, b) => (a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : a.id < b.id ? -1 : 1))
}

function withinDays(leftMs: number): Expiring['within'] | undefined {
  if (leftMs <= 0) return 0
  return [...WARN_DAYS].reverse().find((days) => leftMs <= days * DAY)
}
