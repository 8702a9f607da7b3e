import type { IdentifierKind } from '../../span.ts'

/** Between a label and a number that is read aloud: `ends in`, `it's`, the next speaker's name. */
const FILLERS =
  "(?:(?:\\W{1,4}|(?:is|it|it's|its|ends|ending|in|with|of|the|um|uh|er|number|numbers|card|code|on|file|was|says|just|that|that's|my|her|his|i'll|give|you|last|four|five|six|se|la|a|id|okay|ok|sure|yes|yeah|so|then|and|caller|agent|nurse|patient|q|pt|operator|dispatch|member|subscriber|rep)(?![\\w'])))*$"

const label = (words: string, kind: IdentifierKind): readonly [RegExp, IdentifierKind] => [
  new RegExp(`\\b(?:${words})${FILLERS}`, 'i'),
  kind,
]

/** Labels of numbers that are said, the narrowest first. */
const LABELS: readonly (readonly [RegExp, IdentifierKind])[] = [
  label('fax|facsimile', 'FAX'),
  label('social(?: security)?|ssn|last four', 'SSN'),
  label('medical record|mrn|chart', 'MRN'),
  label('plates?|tag|plak|licence plate|license plate', 'VEHICLE'),
  label('serial|tablet|device|pump|monitor', 'DEVICE'),
  label('fingerprint|thumbprint|voice ?print|print|profile', 'BIOMETRIC'),
  label('workstation|ip|ip address', 'IP'),
  label("npi|dea|licen[sc]e|d l|driver's", 'LICENSE'),
  label(
    "medicare|medicaid|member|policy|group(?:'s)?|plan|insurance|subscriber|anthem|aetna|cigna|humana|blue cross",
    'HEALTHPLAN',
  ),
  label('account|acct|claim|order|confirmation|authorization|auth|accession|specimen', 'ACCOUNT'),
  label('case|reference|ref|job|badge|study|student|passport|prescription|rx|ticket|incident|employee', 'OTHERID'),
  label('zip|postcode|postal', 'ZIP'),
]

const PHONE = new RegExp(`\\b(?:call|phone|cell|callback|telephone|reach|mobile|pager|number|nan)${FILLERS}`, 'i')

/** Fewest digits of a number that a label announces. */
const LABELLED_MIN = 3

/** What a number of so many digits is after these words; undefined when it is none. `plain`: single digits, nothing between. */
export function spokenKind(
  before: string,
  count: number,
  plain: boolean,
  letters: boolean,
): IdentifierKind | undefined {
  if (count < LABELLED_MIN) return undefined
  const found = LABELS.find(([pattern]) => pattern.test(before))
  if (found !== undefined) return found[1]
  if (letters) return count >= 5 ? 'OTHERID' : undefined
  if (count === 7 || count === 10 || count === 11) return 'PHONE'
  if (count >= 7 && PHONE.test(before)) return 'PHONE'
  if (count === 9) return 'SSN'
  if (count === 5 && plain) return 'ZIP'
  return count >= 6 ? 'OTHERID' : undefined
}
