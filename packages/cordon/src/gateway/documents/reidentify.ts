import { CordonError, type ReidentifyAnswer, ReidentifyRequest } from '@cordon/contract'
import type { CodeBook } from '@cordon/deid'
import type { Journal } from '../../audit/journal.ts'
import type { Limits } from '../../config/schema.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { decideDocument } from '../../policy/decision/decide-document.ts'
import { type ConsentOf, consented, emergencyOf, SILENCE, UNSTATED } from '../../policy/decision/facts.ts'
import type { Emergencies } from '../../policy/emergency/emergencies.ts'
import type { Looked, Patients } from '../../policy/patients/patients.ts'
import type { PoliciesInForce } from '../../policy/sets/policies.ts'
import { conversationRef, subjectRef } from '../../vault/conversation.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Call, Frame } from '../ask.ts'
import { openBook } from '../code-book.ts'
import { type Context, checkEncounter, isLaunched } from '../context.ts'
import { receiptHeader, receiptOf } from '../receipt.ts'
import type { Trail } from '../trail.ts'
import { asText, documentOf, type GivenDocument } from './document.ts'
import { putBack } from './put-back.ts'
import { readDocument } from './read.ts'
import { type Handed, recordAround, withBanner } from './record-around.ts'
import { readSubject, speaker } from './subject.ts'

export interface ReidentifyDeps {
  readonly begin: (call: Call) => Trail
  readonly limits: Limits
  readonly now: Clock
  readonly random: RandomBytes
  readonly keyring: Keyring
  readonly vault: Pick<Vault, 'read' | 'firstOf'>
  readonly journal: Journal
  readonly patients: Pick<Patients, 'look' | 'lookAt'>
  readonly emergencies: Pick<Emergencies, 'inForceFor' | 'used'>
  readonly consentOf: ConsentOf
  readonly policies: PoliciesInForce
}

/**
 * `POST /v1/reidentify`: puts the identifiers of one conversation back. Its own right, a purpose, the relationship with
 * the conversation's patient, and an entry of its own before anything is handed out (45 CFR 164.514(c), 164.312(b)).
 */
export function createReidentify(deps: ReidentifyDeps) {
  return (call: Call): AsyncGenerator<Frame, void> =>
    recordAround(call, deps.begin, async (trail) => {
      const { body, context } = await readDocument(call, ReidentifyRequest, deps.limits)
      const given = documentOf(body, asText, deps.limits.jsonDepthMax)
      await trail.claims(context)
      const found = await findConversation(deps, call, body.conversation, context)
      if (found.patient !== undefined) trail.concerns(found.patient)
      const decision = await admit(deps, call, context, found)
      if (decision.effect === 'deny') return decision
      const { book, ref } = found
      if (book === undefined || ref === undefined) throw new CordonError('conversation_refused')
      trail.admitted(decision)
      if (decision.emergency !== undefined)
        await deps.emergencies.used(call.caller.tenant, decision.emergency.id, call.request)
      const handed = await handOut(deps, trail, given, { book, ref, conversation: body.conversation })
      return withBanner(decision.emergency, handed)
    })
}

interface Found {
  /** What the vault holds; undefined: no such conversation of this caller and this patient, or no longer. */
  readonly book: CodeBook | undefined
  readonly ref: string | undefined
  /** Whoever was stated, else the conversation's own: looked for once, and every name of theirs that counts from here on. */
  readonly looked: Looked
  readonly patientStated: boolean
  /** The pseudonym of that patient, where it is known. */
  readonly patient: string | undefined
}

/**
 * Caller and patient are bound into the conversation's name, so that whoever else says the same name finds nothing. It may have
 * begun under any name of the patient.
 */
async function findConversation(deps: ReidentifyDeps, call: Call, session: string, context: Context): Promise<Found> {
  const { tenant } = call.caller
  const keys = await deps.keyring.tenant(tenant)
  const own = { session, caller: speaker(call.caller) }
  const subject = readSubject(await deps.vault.read(tenant, subjectRef(keys, own)))
  const looked = await look(deps, call, context, subject?.patient)
  const { patient, names } = looked
  const about = names.length === 0 ? [undefined] : [...new Set([patient?.ref ?? '', ...names])]
  const refs = about.map((each) => conversationRef(keys, { ...own, patient: each, system: '', firstUser: '' }))
  const held = await deps.vault.firstOf(tenant, refs)
  const book = held === undefined ? undefined : openBook(held.state, names, deps.random)
  const stated = context.patient === undefined ? subject?.patient : undefined
  return { book, ref: held?.ref, looked, patientStated: names.length > 0, patient: patient?.ref ?? stated }
}

async function look({ patients }: ReidentifyDeps, { caller }: Call, context: Context, subject: string | undefined) {
  const { patient, encounter } = context
  checkEncounter(context, patient ?? subject)
  if (patient !== undefined) return patients.look(caller.tenant, patient, caller.principal, encounter)
  if (subject !== undefined) return patients.lookAt(caller.tenant, subject, caller.principal, encounter)
  return UNSTATED
}

async function admit(
  { consentOf, policies, emergencies, now }: ReidentifyDeps,
  { caller }: Call,
  { purpose, patient, 'break-glass': grant }: Context,
  { book, looked, patientStated }: Found,
) {
  const set = await policies.current(caller.tenant)
  const { names, ...facts } = looked
  const { consent } = patientStated ? await consented(consentOf, caller, facts.patient, purpose) : SILENCE
  const wants = { right: 'reidentify', conversationOpen: book !== undefined } as const
  const launched = isLaunched(caller, patient)
  const emergency = await emergencyOf(emergencies, caller, names, grant)
  return decideDocument(
    { caller, purpose, patientStated, emergencyStated: grant !== undefined, launched, now: now(), wants },
    { ...facts, consent, emergency },
    set,
  )
}

async function handOut(
  { journal, limits }: ReidentifyDeps,
  trail: Trail,
  given: GivenDocument,
  { book, ref, conversation }: { book: CodeBook; ref: string; conversation: string },
): Promise<Handed> {
  const { text, restored, left } = putBack(given, book, limits.restoredCharactersMax)
  const index = await trail.reidentified({ conversation: ref, format: given.format, restored, left })
  const receipt = await receiptOf(journal, index)
  const answer: ReidentifyAnswer = {
    document: given.shaped(text),
    format: given.format,
    restored: Object.values(restored).reduce((sum, count) => sum + count, 0),
    left,
    conversation,
    receipt,
  }
  return { json: JSON.stringify(answer), headers: { 'x-cordon-receipt': receiptHeader(receipt) } }
}
