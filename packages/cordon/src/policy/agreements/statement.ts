import { createHash } from 'node:crypto'
import type { ValidationResult } from '@cordon/contract'
import { LedgerError, type NoteVerifier, openNote } from '@cordon/ledger'
import { canonicalJson, type Json } from '../../audit/canonical-json.ts'

/** What a privacy officer states about one validation result: the fields of the text that is signed. */
export interface Statement {
  readonly site: string
  /** Hash of the result. */
  readonly result: string
  readonly detector: string
  readonly policy: string
  readonly officer: string
  /** Day of the statement, for example `2026-11-22`. */
  readonly day: string
}

/** A statement as it came: who signed it, or why it says nothing. */
export type Signed =
  | { readonly standing: 'signed'; readonly by: string; readonly statement: Statement }
  | { readonly standing: 'missing' | 'unsigned' | 'stranger' | 'altered' }

/** A result as its file holds it; SHA-256 of these bytes is its hash. */
export function resultText(result: ValidationResult): string {
  return `${canonicalJson(result as Json)}\n`
}

export function hashOfResult(result: ValidationResult): string {
  return createHash('sha256').update(resultText(result)).digest('hex')
}

export function statementOf(result: ValidationResult, officer: string, day: string): Statement {
  const { site, detector, policy } = result
  return {
    site,
    result: hashOfResult(result),
    detector: detector.hash,
    policy: `${policy.name} ${policy.hash}`,
    officer,
    day,
  }
}

/** The text to sign. 164.514(b)(2)(ii): no actual knowledge that what remains could identify somebody. */
export function statementText({ site, result, detector, policy, officer, day }: Statement): string {
  return `cordon statement of no actual knowledge/1
site: ${site}
result: ${result}
detector: ${detector}
policy: ${policy}
officer: ${officer}
day: ${day}

I am the privacy officer of this site. I have read the validation result whose SHA-256 is given above, and what the
detector missed. It was measured on this site's own notes, drawn by Cordon's sampling and labelled by two people who did
not see what the detector finds.

This site has no actual knowledge that information de-identified by this detector under this policy could be used alone,
or in combination with other information, to identify a person who is a subject of it (45 CFR 164.514(b)(2)(ii)).

I know that this statement, with an expert's determination that names the same result, may open a route to a vendor with
whom there is no agreement, and that I must withdraw it as soon as I learn otherwise.
`
}

const FIELDS =
  /^cordon statement of no actual knowledge\/1\nsite: (.*)\nresult: (.*)\ndetector: (.*)\npolicy: (.*)\nofficer: (.*)\nday: (.*)\n/u

/** The statement that a text is, to the letter; undefined for any other text. */
export function readStatement(text: string): Statement | undefined {
  const [head, site = '', result = '', detector = '', policy = '', officer = '', day = ''] = FIELDS.exec(text) ?? []
  const statement = { site, result, detector, policy, officer, day }
  return head !== undefined && statementText(statement) === text ? statement : undefined
}

/** Opens a signed statement with the keys of those who may make one. Anything but a statement to the letter says nothing. */
export async function openStatement(note: string | undefined, officers: readonly NoteVerifier[]): Promise<Signed> {
  if (note === undefined) return { standing: 'missing' }
  try {
    const { text, signedBy } = await openNote(note, officers)
    const statement = readStatement(text)
    if (statement === undefined) return { standing: 'altered' }
    return { standing: 'signed', by: signedBy[0]?.name ?? '', statement }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    if (error.code === 'note_unsigned') return { standing: 'stranger' }
    return { standing: error.code === 'signature_invalid' ? 'altered' : 'unsigned' }
  }
}
