import { SecurityLabel } from '@cordon/contract'

/** A coding as `meta.security` and `DocumentReference.securityLabel` carry it. */
export interface Coded {
  readonly system?: string | undefined
  readonly code?: string | undefined
}

export interface Labelled {
  /** Sorted, each once. */
  readonly labels: readonly SecurityLabel[]
  /** Security labels that this version does not know, by name: their records are restricted (`R`). */
  readonly unknown: readonly string[]
}

/**
 * What the source itself says of a record's sensitivity (HL7 DS4P). A code that nobody here knows, and a label without one,
 * restrict the record and are named: a label that is dropped is a protection that is dropped.
 */
export function labelsOfSecurity(security: readonly Coded[]): Labelled {
  const labels = new Set<SecurityLabel>()
  const unknown = new Set<string>()
  for (const { code } of security) {
    if (code !== undefined && SAYS_NOTHING.has(code)) continue
    const means = meaningOf(code)
    for (const label of means ?? ['R']) labels.add(label)
    if (means === undefined) unknown.add(named(code))
  }
  return { labels: [...labels].sort(), unknown: [...unknown].sort() }
}

/** Undefined: nobody here knows. */
function meaningOf(code: string | undefined): readonly SecurityLabel[] | undefined {
  const known = SecurityLabel.safeParse(code)
  if (known.success) return [known.data]
  return code !== undefined && Object.hasOwn(MEANS, code) ? MEANS[code] : undefined
}

function named(code: string | undefined): string {
  if (code === undefined) return 'without a code'
  return TOKEN.test(code) ? code : 'a label that is no code'
}

/** Codes are tokens; anything else could be somebody's name and is not repeated. */
const TOKEN = /^[A-Za-z0-9_.-]{1,32}$/

/** v3-Confidentiality up to the ordinary, and marks (v3-ObservationValue) of how a record was made, not of what is in it. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(
  'U L M N SUBSETTED SYNTAC TRSLT VERSIONED CRYTOHASH DIGSIG HRELIABLE RELIABLE HTEST'.split(' '),
)

/**
 * Codes of v3-ActCode that are kinds of ours (http://terminology.hl7.org/CodeSystem/v3-ActCode, as bound by FHIR R4's
 * value set security-labels). Those that name a person's standing rather than a topic restrict the record.
 */
const MEANS: Readonly<Record<string, readonly SecurityLabel[]>> = {
  ETHUD: ['ETH', 'SUD'],
  OPIOIDUD: ['ETH', 'SUD'],
  MH: ['PSY'],
  COGN: ['BH'],
  DVD: ['BH'],
  EMOTDIS: ['BH'],
  MST: ['SDV'], // military sexual trauma
  VIO: ['SDV'],
  STD: ['SEX'],
  SCA: ['GDIS'],
  SICKLE: ['GDIS'],
  ...Object.fromEntries(
    `SPI TBOO DEMO DOB GENDER LIVARG MARST RACE REL B EMPL LOCIS SSP ADOL CEL DIA DRGIS EMP PDS PHY PRS
     ACOCOMPT CTCOMPT FMCOMPT HRCOMPT LRCOMPT PACOMPT RESCOMPT RMGTCOMPT`
      .split(/\s+/)
      .map((code): [string, readonly SecurityLabel[]] => [code, ['R']]),
  ),
}
