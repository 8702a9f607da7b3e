import type { ColumnType, Generated } from 'kysely'

type Sealed = ColumnType<Buffer, Uint8Array, Uint8Array>
type Json<T> = ColumnType<T, string, string>
type Big = ColumnType<string, number, number>
type At = ColumnType<Date, Date | string, Date | string>

/** The tables, as SQL has them. What can hold PHI is `Sealed`; what finds a row over it is a pseudonym (HMAC). */
export interface Tables {
  application: { tenant: string; id: string; definition: Json<unknown>; revoked_at: At | null }
  principal: { tenant: string; id: string; definition: Json<unknown>; revoked_at: At | null }
  api_key: {
    tenant: string
    id: string
    hmac: Sealed
    principal: string
    /** Null: an administrator's key, for the admin door only. */
    application: string | null
    /** The person who answers for a service's key. */
    owner: string | null
    created_at: At
    expires_at: At
    revoked_at: At | null
    /** Counts as if a second factor had just been shown. */
    stepped_up: Generated<boolean>
    /** Ends when its person enrols. */
    until_enrolled: Generated<boolean>
  }
  /** Tokens that `/oauth/token` issued. See `migrations/0008-identity.sql`. */
  access_token: {
    tenant: string
    id: string
    hmac: Sealed
    application: string
    principal: string
    delegate: string | null
    actors: Json<unknown>
    scope: string
    launch: Sealed | null
    created_at: At
    expires_at: At
  }
  /** Used up: one like it is a replay. */
  client_assertion: { tenant: string; application: string; digest: Sealed; expires_at: At }
  /** Of the operator: each row names another tenant. */
  organisation: { tenant: string; id: string; name: string; added_at: At; closed_at: At | null }
  vendor: { tenant: string; id: string; definition: Json<unknown> }
  /** Append-only: the newest version of an id counts. */
  agreement: { tenant: string; id: string; version: number; definition: Json<unknown>; created_at: At }
  /** Append-only: the newest version of an id counts. */
  validated_route: { tenant: string; id: string; version: number; definition: Json<unknown>; created_at: At }
  /** What a vendor's own settings said when they were last read. */
  vendor_attestation: {
    tenant: string
    vendor: string
    fact: string
    holds: boolean
    found: string
    at: At
    registration: string
  }
  /** Append-only: signed reviews of rows of the catalogue. */
  vendor_review: { tenant: string; id: string; version: number; note: string; created_at: At }
  /** What of another MCP server's tools was reviewed, as it is shown. */
  mcp_tool: {
    tenant: string
    server: string
    name: string
    hash: string
    registration: string
    definition: Json<unknown>
    reviewed_by: string
    reviewed_at: At
  }
  /** Append-only: the texts of a policy set, as they were validated. */
  policy_set: {
    tenant: string
    version: number
    hash: string
    definition: Json<unknown>
    added_by: string
    added_at: At
  }
  /** Append-only: the newest is in force. */
  policy_publication: {
    tenant: string
    seq: number
    version: number
    published_by: string
    published_at: At
  }
  patient: { tenant: string; ref: string; sealed: Sealed; version: Generated<number> }
  /** Keyed hashes of a patient's identifiers, eight bytes each. See `migrations/0030-patient-digest.sql`. */
  patient_digest: { tenant: string; patient: string; digest: Sealed }
  patient_digest_change: { tenant: string; generation: string }
  /** `actor` is the pseudonym of `Practitioner/<id>`; kind, start, end and source are sealed. */
  relationship: { tenant: string; patient: string; actor: string; ref: string; sealed: Sealed }
  /** `class`: a pseudonym of kind and labels within one patient. See `migrations/0011-classes.sql`. */
  document: { tenant: string; ref: string; patient: string; digest: string; class: Generated<string>; sealed: Sealed }
  /** Structured facts: conditions, medications, results, allergies. `kind` is the FHIR resource type. */
  resource: {
    tenant: string
    ref: string
    patient: string
    kind: string
    digest: string
    class: Generated<string>
    sealed: Sealed
  }
  /** The classes of a patient's chart; kind and labels are sealed. */
  chart_class: { tenant: string; patient: string; class: string; sealed: Sealed }
  conversation: { tenant: string; ref: string; sealed: Sealed; version: number; expires_at: At }
  /** What left and what came back, de-identified and sealed, until it expires. */
  body: { tenant: string; request: string; kind: 'left' | 'received'; sealed: Sealed; expires_at: At }
  /** See `migrations/0028-answer-cache.sql`. */
  kept_answer: {
    tenant: string
    ref: string
    application: string
    patient: string | null
    sealed: Sealed
    bytes: number
    kept_at: At
    expires_at: At
  }
  /** How far the journal had come when the store last heard: a shorter journal at start is a rollback. */
  journal_mark: { node: string; size: string; root: string }
  /** How far a tenant's rows in `journal_entry` have come. See `migrations/0004-journal-entry.sql`. */
  journal_shelf: {
    id: Generated<number>
    tenant: string
    node: string
    next_seq: string
    digest: Sealed
    proof: string
    tail: string
  }
  /** What the journal is asked by. `person` and `patient` are pseudonyms. */
  journal_entry: {
    tenant: string
    shelf: number
    seq: string
    at: string
    class: string
    person: string | null
    patient: string | null
    vendor: string | null
    purpose: string | null
    decision: string | null
    outcome: string | null
    code: string | null
    request: string | null
    weight: number
  }
  /** One form in which a clinician is referred to; names are sealed. See `migrations/0002-practitioner.sql`. */
  practitioner: { tenant: string; source: string; form: string; ref: string; digest: string; sealed: Sealed }
  /** Of a resource that states relationships and is no part of a chart: whether it changed. */
  statement: { tenant: string; ref: string; digest: string }
  /** Which version of a resource was read last, whatever became of it. See `migrations/0023-versions.sql`. */
  resource_version: { tenant: string; ref: string; sealed: Sealed }
  /** Somebody belongs to a team, an organisation or a role; the period is sealed. */
  membership: { tenant: string; member: string; collective: string; ref: string; sealed: Sealed }
  /** Two names of one patient, as one source states them. See `migrations/0010-relationships.sql`. */
  patient_link: { tenant: string; name: string; of: string; source: string; kind: 'identifier' | 'merge' }
  /** By which names an encounter may be stated; `source` says so. See `migrations/0015-names.sql`. */
  encounter_name: { tenant: string; name: string; source: string; patient: string }
  /** One stay of one patient, or two records that are one, with everything that messages said of it. */
  feed_subject: { tenant: string; ref: string; patient: string; sealed: Sealed }
  /** Messages taken in, by sender and control id, all three as pseudonyms. */
  feed_message: { tenant: string; sender: string; control: string; digest: string; received_at: At }
  /** Messages that could not be taken in, whole. */
  feed_kept: {
    tenant: string
    id: string
    feed: string
    code: string
    place: string | null
    bytes: number
    received_at: At
    sealed: Sealed
  }
  /** A duty to preserve; `patient` null: the whole tenant. Lifted, never deleted. */
  legal_hold: {
    tenant: string
    id: string
    patient: string | null
    /** Every name of the patient then. See `migrations/0015-names.sql`. */
    names: Generated<string[]>
    reason: string
    placed_by: string
    /** By a restore: nobody is behind it. */
    restored: Generated<boolean>
    placed_at: At
    lift_asked_by: string | null
    lift_asked_at: At | null
    lifted_by: string | null
    lifted_at: At | null
  }
  /** One person, one patient, for a few hours. `sealed` holds the words, under the patient's key. */
  emergency_grant: {
    tenant: string
    id: string
    person: string
    application: string | null
    patient: string
    reason: 'cannot-consent' | 'threat-to-life' | 'covering-clinician' | 'other'
    sealed: Sealed
    started_at: At
    ends_at: At
    used_at: At | null
    stopped_at: At | null
    expired_at: At | null
    due_at: At
    reviewed_at: At | null
    reviewed_by: string | null
    outcome: 'appropriate' | 'inappropriate' | 'needs-follow-up' | null
    incident: string | null
  }
  /** Told to a recipient until it acknowledges. */
  notice: {
    tenant: string
    id: string
    what: string
    body: Json<unknown>
    created_at: At
    next_at: At
    attempts: Generated<number>
    acknowledged_at: At | null
  }
  /** See `migrations/0013-emergency-and-limits.sql`. */
  quota: {
    tenant: string
    subject: string
    meter: string
    period: string
    node: string
    level: number
    at: ColumnType<string, number, number>
  }
  patient_seen: { tenant: string; person: string; day: string; patient: string }
  /** See `migrations/0029-availability.sql`; counts are `bigint`, which reads as text. */
  availability: { tenant: string; tier: string; at: At; answered: Big; vendor: Big; boundary: Big }
  drill: {
    tenant: string
    id: string
    vendor: string
    person: string
    started_at: At
    ends_at: At
    ended_at: At | null
  }
  drill_answer: {
    tenant: string
    drill: string
    vendor: string
    code: string
    requests: Big
    fallback_ms: Big
    fallback_ms_max: Big
  }
  /** A destruction of keys, from its proposal to its certificate. */
  shred: {
    tenant: string
    id: string
    patient: string | null
    names: Generated<string[]>
    reason: string
    proposed_by: string
    proposed_at: At
    confirmed_by: string | null
    confirmed_at: At | null
    state: 'proposed' | 'withdrawn' | 'confirmed' | 'destroyed' | 'done'
    doomed: Json<unknown> | null
    certificate: string | null
  }
  /** See `migrations/0009-people.sql`. `password` and TOTP secrets are sealed, codes are HMACs. */
  local_account: {
    tenant: string
    principal: string
    password: Sealed | null
    enrolment: Sealed | null
    enrolment_ends_at: At | null
    reset_by: string | null
    reset_at: At | null
  }
  totp_factor: {
    tenant: string
    principal: string
    secret: Sealed | null
    pending: Sealed | null
    last_step: Generated<string>
  }
  passkey: {
    tenant: string
    id: string
    principal: string
    public_key: Sealed
    counter: ColumnType<string, number, number>
    created_at: At
    used_at: At | null
  }
  recovery_code: { tenant: string; principal: string; hmac: Sealed; used_at: At | null }
  person_session: {
    tenant: string
    id: string
    hmac: Sealed
    principal: string
    method: string
    source: string
    created_at: At
    idle_ends_at: At
    ends_at: At
    stepped_up_at: At | null
    ended_at: At | null
    ended_by: 'logoff' | 'idle' | 'absolute' | 'revoked' | 'rotated' | null
  }
  /** Who last had a hand in an account, and when. See `migrations/0021-second-person.sql`. */
  account_hand: { tenant: string; principal: string; hand: string; at: At }
  spent_ticket: { tenant: string; hmac: Sealed; expires_at: At }
  login_wait: { tenant: string; bucket: number; failures: number; last_at: At; until: At }
}
