import { CordonError, type DeidentifyAnswer, DeidentifyRequest, type DeidPolicy } from '@cordon/contract'
import { type DeidentifiedText, type Deidentifier, type DeidReport, deidentifyText, type Label } from '@cordon/deid'
import type { Journal } from '../../audit/journal.ts'
import type { Limits } from '../../config/schema.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { type DocumentPermit, decideDocument } from '../../policy/decision/decide-document.ts'
import { type ConsentOf, consented, emergencyOf, SILENCE, UNSTATED } from '../../policy/decision/facts.ts'
import type { Emergencies } from '../../policy/emergency/emergencies.ts'
import type { Patients } from '../../policy/patients/patients.ts'
import type { PoliciesInForce } from '../../policy/sets/policies.ts'
import type { Retrieval } from '../../retrieval/retrieval.ts'
import { conversationRef, subjectRef } from '../../vault/conversation.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Call, Frame } from '../ask.ts'
import { answersIn, keepBook, openBook } from '../code-book.ts'
import { type Context, checkEncounter, isLaunched } from '../context.ts'
import { receiptHeader, receiptOf, redactionsHeader } from '../receipt.ts'
import { saltedHash } from '../salted-hash.ts'
import type { Trail } from '../trail.ts'
import { asItLooks, documentOf, type GivenDocument } from './document.ts'
import { readDocument } from './read.ts'
import { type Handed, recordAround, withBanner } from './record-around.ts'
import { readSubject, speaker } from './subject.ts'

export interface DeidentifyDeps {
  readonly begin: (call: Call) => Trail
  readonly limits: Limits
  readonly now: Clock
  readonly random: RandomBytes
  readonly keyring: Keyring
  readonly vault: Vault
  readonly journal: Journal
  readonly patients: Pick<Patients, 'look'>
  readonly emergencies: Pick<Emergencies, 'inForceFor' | 'used'>
  readonly consentOf: ConsentOf
  readonly policies: PoliciesInForce
  readonly retrieval: Pick<Retrieval, 'known'>
  readonly deidentifier: Deidentifier
  readonly onIdentifiers: (counts: DeidReport['counts']) => void
}

/** `POST /v1/deidentify`: a document in, the same document without identifiers out; their codes stay in the vault. */
export function createDeidentify(deps: DeidentifyDeps) {
  return (call: Call): AsyncGenerator<Frame, void> =>
    recordAround(call, deps.begin, async (trail) => {
      const { body, context } = await readDocument(call, DeidentifyRequest, deps.limits)
      const given = documentOf(body, asItLooks, deps.limits.jsonDepthMax)
      await trail.claims(context)
      const decision = await admit(deps, call, body.policy, context)
      if (decision.effect === 'deny') return decision
      trail.admitted(decision)
      if (decision.emergency !== undefined)
        await deps.emergencies.used(call.caller.tenant, decision.emergency.id, call.request)
      const made = await clean(deps, call, { given, context, decision, policy: body.policy })
      return withBanner(decision.emergency, await handOut(deps, trail, given, made))
    })
}

async function admit(
  { patients, consentOf, policies, emergencies, now }: DeidentifyDeps,
  { caller }: Call,
  policy: DeidPolicy,
  context: Context,
) {
  const { patient, purpose, 'break-glass': grant } = context
  const set = await policies.current(caller.tenant)
  checkEncounter(context, patient)
  const { names, ...facts } =
    patient === undefined ? UNSTATED : await patients.look(caller.tenant, patient, caller.principal, context.encounter)
  const { consent } = patient === undefined ? SILENCE : await consented(consentOf, caller, facts.patient, purpose)
  const wants = { right: 'deidentify', policy } as const
  const launched = isLaunched(caller, patient)
  const emergency = await emergencyOf(emergencies, caller, names, grant)
  const stated = { patientStated: patient !== undefined, emergencyStated: grant !== undefined }
  return decideDocument(
    { caller, purpose, ...stated, launched, now: now(), wants },
    { ...facts, consent, emergency },
    set,
  )
}

interface Cleaning {
  readonly given: GivenDocument
  readonly context: Context
  readonly decision: DocumentPermit
  readonly policy: DeidPolicy
}

interface Made {
  readonly result: DeidentifiedText<Label>
  /** The caller's name for the conversation, and its pseudonym. */
  readonly conversation: string
  readonly ref: string
}

/** The row of the conversation is locked meanwhile; when anything throws, it is as it was. */
async function clean(deps: DeidentifyDeps, call: Call, { given, context, decision, policy }: Cleaning): Promise<Made> {
  const { deidentifier, random } = deps
  const { tenant } = call.caller
  const chart = await deps.retrieval.known(tenant, decision.names)
  const { conversation, ref } = await converse(deps, call, context.session, decision)
  const result = await deps.vault.converse(tenant, ref, async (state) => {
    const book = openBook(state, decision.names, random)
    if (book === undefined) throw new CordonError('conversation_refused')
    const { format, text } = given
    const made = await deidentifyText<DeidPolicy>(text, { format, deidentifier, policy, book, ...chart })
    return { state: keepBook(book, decision.names, answersIn(state, decision.names)), result: made }
  })
  deps.onIdentifiers(result.report.counts)
  return { result, conversation, ref }
}

/** The conversation that the caller named, or a new one; about one patient, whoever that is and by whichever of their names it began. */
async function converse(
  { keyring, vault, random }: DeidentifyDeps,
  { caller }: Call,
  stated: string | undefined,
  { patient, names }: Pick<DocumentPermit, 'patient' | 'names'>,
) {
  const keys = await keyring.tenant(caller.tenant)
  const conversation = stated ?? Buffer.from(random(16)).toString('base64url')
  const subject = subjectRef(keys, { session: conversation, caller: speaker(caller) })
  const about = await vault.converse(caller.tenant, subject, async (state) => {
    const known = readSubject(state) ?? { patient }
    if (known.patient !== patient && !names.includes(known.patient ?? '')) throw new CordonError('conversation_refused')
    return { state: { patient: known.patient ?? null }, result: known.patient }
  })
  const ref = conversationRef(keys, {
    session: conversation,
    caller: speaker(caller),
    patient: about,
    system: '',
    firstUser: '',
  })
  return { conversation, ref }
}

/** Recorded before it is handed out, with a hash of what is. */
async function handOut(
  { journal, random, deidentifier: { detectorHash } }: DeidentifyDeps,
  trail: Trail,
  { format, shaped }: GivenDocument,
  { result, conversation, ref }: Made,
): Promise<Handed> {
  const { counts, policy, columns } = result.report
  const text = textOf(result)
  const about = { format, policy: policy.id, policyHash: policy.hash, detectorHash, label: result.label }
  const bytes = Buffer.from(text)
  const index = await trail.deidentified({
    ...about,
    conversation: ref,
    identifiers: { ...counts },
    ...saltedHash(bytes, random),
    payloadBytes: bytes.length,
  })
  const receipt = await receiptOf(journal, index)
  const answer: DeidentifyAnswer = {
    document: shaped(text),
    ...about,
    counts: { ...counts },
    conversation,
    ...(columns.length === 0 ? {} : { columns: columns.map((column) => ({ ...column })) }),
    receipt,
  }
  const headers = { 'x-cordon-redactions': redactionsHeader(counts), 'x-cordon-receipt': receiptHeader(receipt) }
  return { json: JSON.stringify(answer), headers }
}

/** What is still PHI goes back to the caller who brought it, and nowhere else. */
function textOf(made: DeidentifiedText<Label>): string {
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}
