/**
 * Every error that leaves Cordon, once: its stable code, the HTTP status, a plain title and what mends it.
 * A title never holds text of the request, so an error cannot carry a patient's words.
 */
export const ERRORS = {
  // Who is asking
  credentials_missing: {
    status: 401,
    title: 'No credentials were given',
    mend: 'Send Authorization: Bearer <key or token>.',
  },
  // One answer for every cause: which check failed is nobody's business outside.
  credentials_invalid: {
    status: 401,
    title: 'These credentials are not valid',
    mend: 'Ask your administrator for a key, or your identity provider for a token.',
  },
  issuer_unavailable: {
    status: 503,
    title: 'The identity provider cannot be reached, so nobody can be recognised by it',
    mend: 'Try again; tell your operator: identity.issuers.',
  },
  right_missing: {
    status: 403,
    title: 'This key has no right to do that',
    mend: 'Ask an administrator for the right.',
  },
  tenant_closed: {
    status: 403,
    title: 'This organisation is closed',
    mend: 'Its auditors may still read and destroy; ask the operator.',
  },
  login_refused: {
    status: 401,
    title: 'This login is not right',
    mend: 'Check name, password and code: which of them is wrong is not said. An administrator can give a new code to enrol with.',
  },
  session_ended: { status: 401, title: 'The session has ended', mend: 'Sign in again.' },
  origin_refused: {
    status: 403,
    title: 'This request did not come from the console',
    mend: 'Send X-Cordon-Csrf from GET /api/session, from the origin that people.origin names.',
  },
  second_factor_required: {
    status: 403,
    title: 'A second factor has to be enrolled first',
    mend: 'Enrol one: POST /api/session/totp/begin or /api/session/passkey/begin.',
  },
  step_up_required: {
    status: 403,
    title: 'This needs a second factor, shown within the last minutes',
    mend: 'POST /api/session/second-factor in the session, or send X-Cordon-Second-Factor with a code of your authenticator beside the key. Whoever has none yet enrols one: cordon user enrol.',
  },
  password_refused: {
    status: 422,
    title: 'This password cannot be chosen',
    mend: 'Take 12 to 256 characters that are not a common password or your name; what kind of characters does not matter.',
  },
  passkey_refused: {
    status: 422,
    title: 'This passkey cannot be enrolled',
    mend: 'Begin again; the authenticator has to verify its user, and attestation is not taken.',
  },
  login_unavailable: {
    status: 404,
    title: 'This way to sign in is not configured',
    mend: 'An administrator sets people.oidc.',
  },
  rate_limited: { status: 429, title: 'Too many requests', mend: 'Wait, then try again.' },
  budget_exceeded: {
    status: 429,
    title: 'The budget of this caller or application is spent',
    mend: 'Wait for the next day or month, or ask an administrator for more.',
  },
  findings_limit: {
    status: 429,
    title: 'Too much in the answers of today was withheld',
    mend: 'Wait for the next day, or ask the privacy office.',
  },
  patients_limit: {
    status: 429,
    title: 'Too many different patients today',
    mend: 'Patients already asked about today stay open; ask the privacy office for more.',
  },

  // What was asked
  purpose_missing: {
    status: 400,
    title: 'A purpose of use is required',
    mend: 'Send X-Cordon-Purpose with a v3-ActReason code, for example TREAT.',
  },
  purpose_unknown: {
    status: 400,
    title: 'This purpose of use is not known',
    mend: 'Use a code of the v3-ActReason value set PurposeOfUse.',
  },
  context_invalid: {
    status: 400,
    title: 'A context header is not valid',
    mend: 'See the reference for X-Cordon-… headers.',
  },
  body_malformed: { status: 400, title: 'The body is not valid JSON', mend: 'Send UTF-8 JSON.' },
  body_type_unsupported: { status: 415, title: 'The content type is not supported', mend: 'Send application/json.' },
  body_too_large: {
    status: 413,
    title: 'The body is larger than the bound',
    mend: 'Send less, or raise limits.bodyBytesMax.',
  },
  body_too_slow: { status: 408, title: 'The body took too long to arrive', mend: 'Send the whole body at once.' },
  field_unknown: {
    status: 422,
    title: 'A field of the body is not known',
    mend: 'Remove the field, or have an operator admit it.',
  },
  field_invalid: { status: 422, title: 'A field of the body is not valid', mend: 'See the dialect’s reference.' },
  document_invalid: {
    status: 422,
    title: 'The document is not valid in its format',
    mend: 'The place is named: mend it there, or state another format.',
  },
  part_unsupported: {
    status: 422,
    title: 'A content part of this type is refused',
    mend: 'Send text: images, audio and files are refused.',
  },
  feature_refused: {
    status: 422,
    title: 'This feature is refused',
    mend: 'It keeps state at the vendor or hides text from the boundary.',
  },
  identifier_in_schema: {
    status: 422,
    title: 'A JSON schema or name holds an identifier',
    mend: 'Vendors keep schemas outside their protections: take the identifier out.',
  },
  model_unknown: {
    status: 404,
    title: 'This model is not available to this key',
    mend: 'GET /v1/models lists what is.',
  },
  server_unknown: {
    status: 404,
    title: 'This MCP server is not available to this key',
    mend: 'An administrator registers it (cordon server add) and names it among the application’s vendors.',
  },
  tool_changed: {
    status: 403,
    title: 'The tool is not as it was reviewed',
    mend: 'cordon server look shows what its server says of it now; cordon server review accepts that.',
  },
  endpoint_not_offered: {
    status: 404,
    title: 'This endpoint of the vendor is not offered',
    mend: 'It keeps state at the vendor, or carries what is not text: send the text itself to an endpoint that is guarded.',
  },
  route_unknown: { status: 404, title: 'There is no such route', mend: 'See the reference.' },

  // Whether it may be done
  purpose_refused: {
    status: 403,
    title: 'This purpose is not permitted to this caller',
    mend: 'The application’s registration and the caller’s role both have to allow it.',
  },
  // One answer for unknown patient, no relationship and withheld record: the caller learns nothing (42 CFR 2.13).
  patient_refused: {
    status: 403,
    title: 'No permitted record for this patient',
    mend: 'A treatment relationship is needed: care team, general practitioner, episode of care, an encounter within 30 days, an appointment within 7.',
  },
  label_refused: {
    status: 403,
    title: 'Text of this kind may not be sent',
    mend: 'Psychotherapy notes need the patient’s authorization, recorded as a Consent that names them: leave them out.',
  },
  // One answer for a grant that never was, has ended, or is another person's or another patient's.
  emergency_refused: {
    status: 403,
    title: 'This needs an emergency grant in force',
    mend: 'POST /v1/emergency, then send its id as X-Cordon-Break-Glass, for treatment and for that patient only.',
  },
  own_review_refused: {
    status: 403,
    title: 'Who broke the glass cannot review it',
    mend: 'Another person with the right reviews: cordon emergency review.',
  },
  patient_required: { status: 403, title: 'A patient must be stated', mend: 'Send X-Cordon-Patient.' },
  agreement_missing: {
    status: 403,
    title: 'No agreement in force covers this disclosure',
    mend: 'cordon agreement add: host, product, tier, region, model and purpose all have to match.',
  },
  agreement_expired: {
    status: 403,
    title: 'The agreement with this vendor has expired',
    mend: 'cordon agreement add with the renewal.',
  },
  agreement_not_yet: {
    status: 403,
    title: 'The agreement with this vendor is not in force yet',
    mend: 'Wait for its effective date.',
  },
  agreement_terminated: {
    status: 403,
    title: 'The agreement with this vendor was terminated',
    mend: 'Use another vendor.',
  },
  vendor_proof_stale: {
    status: 403,
    title: 'The vendor’s no-train or retention proof is stale',
    mend: 'cordon agreement add with a newer proof, or register what can be read of the vendor’s settings (attest).',
  },
  agreement_suspended: {
    status: 403,
    title: 'The agreement with this vendor is suspended',
    mend: 'cordon agreement add without the suspension, once its cause is cured.',
  },
  region_refused: {
    status: 403,
    title: 'The vendor might process this where no agreement names',
    mend: 'Ask for a regional model or deployment, or name the wider place in the agreement’s service.regions.',
  },
  subprocessor_unapproved: {
    status: 403,
    title: 'Somebody behind this vendor is not approved by the agreement',
    mend: 'cordon agreement add with the subprocessor, once the contract approves it.',
  },
  service_unknown: {
    status: 403,
    title: 'The catalogue does not know this use of the service',
    mend: 'cordon vendor show: use a service, tier or feature that it lists, or add a row of your own (vendors.catalogueFile).',
  },
  service_unverified: {
    status: 403,
    title: 'Nobody has verified that this use of the service is eligible',
    mend: 'Read the source that cordon vendor show names, then cordon vendor review.',
  },
  service_ineligible: {
    status: 403,
    title: 'This use of the service is not eligible for health information',
    mend: 'Leave the feature out, or use another vendor.',
  },
  catalogue_expired: {
    status: 403,
    title: 'What was known of this service has expired',
    mend: 'Read the source that cordon vendor show names, then cordon vendor review.',
  },
  attestation_stale: {
    status: 403,
    title: 'The vendor’s settings were not read lately',
    mend: 'cordon vendor attest: it says what cannot be reached.',
  },
  attestation_failed: {
    status: 403,
    title: 'The vendor’s settings are not what the agreement rests on',
    mend: 'cordon vendor attest says what was found: set it right at the vendor, then attest again.',
  },
  // One answer for a conversation that never was, has ended, or is another caller's, tenant's or patient's.
  conversation_refused: {
    status: 403,
    title: 'This conversation is not open to this request',
    mend: 'It has ended, or another caller or another patient has it: de-identify again in a new one.',
  },
  second_approver_required: {
    status: 403,
    title: 'Who proposed a destruction cannot confirm it',
    mend: 'Another person with the right confirms: cordon keys shred --confirm.',
  },
  second_person_required: {
    status: 403,
    title: 'These are not two people: one of them, or a third, lately set both accounts up',
    mend: 'Somebody else has to do it, whose account neither of you, nor one person for both, added, changed, enrolled, reset or made a key for within people.secondPersonDays.',
  },
  approval_lapsed: {
    status: 409,
    title: 'What the first of the two asked for counts no more',
    mend: 'They left, or people.approvalDays have passed: withdraw it and propose it again.',
  },
  shred_changed: {
    status: 409,
    title: 'The patient’s names are others than those proposed',
    mend: 'cordon keys shred --withdraw it, look at the records, and propose again.',
  },
  legal_hold: {
    status: 409,
    title: 'A legal hold forbids the destruction',
    mend: 'cordon hold list; lift it when the duty to preserve has ended.',
  },
  clock_unproven: {
    status: 409,
    title: 'Nothing expires while the clock is not proven',
    mend: 'The journal has to have been written for a week by the time that the clock shows: wait, or set it right.',
  },
  policy_refused: {
    status: 403,
    title: 'This de-identification policy is not permitted to this application',
    mend: 'An administrator registers it: policies of the application.',
  },
  policy_unavailable: {
    status: 422,
    title: 'This de-identification policy is not available',
    mend: 'Use safe-harbor.',
  },

  second_publisher_required: {
    status: 403,
    title: 'Who added a policy set cannot publish it',
    mend: 'Another person with the right publishes: cordon policy publish VERSION.',
  },
  destination_refused: {
    status: 403,
    title: 'The policies keep this inside the boundary',
    mend: 'Ask a model that answers inside, or have an officer change the policy.',
  },
  justification_refused: {
    status: 403,
    title: 'This justification opens no whole chart',
    mend: 'State one that the profile names: cordon policy show.',
  },
  policy_too_large: {
    status: 422,
    title: 'These policies take more time or memory to check than they may',
    mend: 'Take policies out, or divide conditions; cordon policy check tells on your own machine.',
  },
  task_refused: {
    status: 403,
    title: 'The policies in force know no such task',
    mend: 'State one that profiles.yaml names under tasks, or none: cordon policy show.',
  },

  // What stopped inside the boundary: nothing left
  policy_failed: {
    status: 503,
    title: 'The policies could not be evaluated, so nothing was sent',
    mend: 'Tell your operator: cordon policy check.',
  },
  detector_failed: {
    status: 503,
    title: 'De-identification failed, so nothing was sent',
    mend: 'Try again; tell your operator.',
  },
  residual_identifier: {
    status: 503,
    title: 'An identifier remained after de-identification, so nothing was sent',
    mend: 'Tell your operator the request id.',
  },
  journal_unavailable: {
    status: 503,
    title: 'The journal cannot write, so nothing was sent',
    mend: 'Tell your operator: disk or journal.',
  },
  store_unavailable: {
    status: 503,
    title: 'The store cannot be reached, so nothing was sent',
    mend: 'Tell your operator: cordon doctor.',
  },
  vault_failed: { status: 503, title: 'The vault failed, so nothing was sent', mend: 'Try again; tell your operator.' },
  overloaded: { status: 503, title: 'The boundary is at its bound of work', mend: 'Wait, then try again.' },
  shutting_down: { status: 503, title: 'The boundary is shutting down', mend: 'Try again on another node.' },

  // What the vendor did
  vendor_unavailable: {
    status: 503,
    title: 'Every vendor that this request may go to is failing or busy',
    mend: 'Try again; an operator may give the application another vendor.',
  },
  upstream_unreachable: {
    status: 502,
    title: 'The vendor could not be reached',
    mend: 'Check the vendor’s host and network.',
  },
  upstream_refused: { status: 502, title: 'The vendor refused the request', mend: 'See upstream_status.' },
  upstream_invalid: {
    status: 502,
    title: 'The vendor’s answer is not what its content type says',
    mend: 'Check the vendor.',
  },
  upstream_too_large: {
    status: 502,
    title: 'The vendor’s answer is larger than the bound',
    mend: 'Raise limits.upstreamBytesMax.',
  },
  answer_withheld: {
    status: 403,
    title: 'The answer held something that may not be handed on, so it was stopped',
    mend: 'Ask in other words; what it was is in the journal, and in no answer.',
  },
  answer_unchecked: {
    status: 503,
    title: 'Answers cannot be looked through for other patients, so nothing was sent',
    mend: 'Tell your operator: answers.identifiersMax.',
  },
  upstream_timeout: {
    status: 504,
    title: 'The vendor did not answer in time',
    mend: 'Try again, or raise limits.upstreamMs.',
  },
  upstream_redirected: {
    status: 502,
    title: 'The vendor redirected, which is refused',
    mend: 'Register the final host.',
  },
  secret_refused: {
    status: 403,
    title: 'This secret is not for this organisation, or not for that address',
    mend: 'The operator lists it under secrets in cordon.yaml, with the organisation and the vendor’s origin.',
  },
  address_refused: {
    status: 403,
    title: 'This address is of the operator’s own machine or network',
    mend: 'The operator lists it under vendors.privateOrigins in cordon.yaml, with the organisation.',
  },
  egress_refused: { status: 502, title: 'The address is not on the egress list', mend: 'Register the vendor’s host.' },
  client_closed: { status: 499, title: 'The client hung up', mend: 'Nothing to mend.' },

  // Operators
  config_invalid: { status: 500, title: 'The configuration is not valid', mend: 'cordon doctor' },
  data_folder_busy: {
    status: 500,
    title: 'Another Cordon is using this data folder',
    mend: 'Stop it, or choose another --data.',
  },
  data_folder_invalid: { status: 500, title: 'The data folder cannot be used', mend: 'cordon doctor' },
  keys_unavailable: { status: 503, title: 'The keys cannot be opened', mend: 'cordon keys status' },
  journal_damaged: {
    status: 500,
    title: 'The journal does not verify',
    mend: 'cordon audit verify says where; keep the files.',
  },
  backup_place_unavailable: {
    status: 503,
    title: 'A place for backups cannot be reached',
    mend: 'Nothing was lost here: the message names the place; see the guide on backup.',
  },
  backup_damaged: {
    status: 500,
    title: 'The backup is not what was signed',
    mend: 'Use another backup, or the same one from another place: cordon backup list.',
  },
  backup_incomplete: {
    status: 500,
    title: 'A part of the backup is missing',
    mend: 'Use another backup, or the same one from another place: cordon backup list.',
  },
  backup_key_wrong: {
    status: 403,
    title: 'This key does not open the backup',
    mend: 'Give the identity of one of its recipients, or the recovery key of this installation.',
  },
  backup_newer: {
    status: 500,
    title: 'The backup was made by a newer Cordon',
    mend: 'Install that version, or a later one.',
  },
  restore_target_not_empty: {
    status: 500,
    title: 'The folder to restore into is not empty',
    mend: 'Choose a folder that does not exist yet; what is there was left as it is.',
  },
  review_changed: {
    status: 409,
    title: 'The week’s report is not the one that was shown',
    mend: 'Look at it again, then sign: cordon audit review WEEK.',
  },
  entry_expired: {
    status: 410,
    title: 'A journal entry has expired: its key was destroyed as configured',
    mend: 'Nothing is damaged, and every proof still holds: cordon audit expire says what expired when.',
  },
  entry_version_unknown: {
    status: 500,
    title: 'A journal entry is of a version that this Cordon does not know',
    mend: 'A newer Cordon wrote it: read it with that one. Nothing is lost.',
  },
  resource_invalid: { status: 422, title: 'A resource is not valid', mend: 'The report names the file and line.' },
  not_found: { status: 404, title: 'There is no such thing', mend: 'List what there is.' },
  usage: { status: 400, title: 'Wrong use', mend: '--help shows an example.' },
  internal: { status: 500, title: 'An internal error', mend: 'Tell your operator the request id.' },
} as const satisfies Record<string, { status: number; title: string; mend: string }>

export type ErrorCode = keyof typeof ERRORS

/**
 * The one error class. Its message is the table's title; `at` may name a place (a JSON path, a header, a file and
 * line) and never a value found there.
 *
 * @example throw new CordonError('field_unknown', { at: 'messages[2].audio' })
 */
export class CordonError extends Error {
  override readonly name = 'CordonError'
  readonly code: ErrorCode
  readonly at: string | undefined
  /** Whole seconds after which it may pass; for `Retry-After`. */
  readonly retryAfterS: number | undefined

  constructor(code: ErrorCode, detail: { at?: string; cause?: unknown; retryAfterS?: number } = {}) {
    super(ERRORS[code].title, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.code = code
    this.at = detail.at
    this.retryAfterS = detail.retryAfterS
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get mend(): string {
    return ERRORS[this.code].mend
  }

  /** What a log line or a terminal may show: code, title and place; never the cause. */
  toJSON(): { code: ErrorCode; title: string; at?: string } {
    return { code: this.code, title: this.message, ...(this.at === undefined ? {} : { at: this.at }) }
  }
}
