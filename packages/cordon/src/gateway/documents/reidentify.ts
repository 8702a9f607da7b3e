import { type ReidentifyAnswer, ReidentifyRequest } from '@cordon/contract'
import type { CodeBook } from '@cordon/deid'
import type { Journal } from '../../audit/journal.ts'
import type { Limits } from '../../config/schema.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { decideDocument } from '../../policy/decision/decide-document.ts'
import { type ConsentOf, consented, SILENCE } from '../../policy/decision/facts.ts'
import type { Emergencies } from '../../policy/emergency/emergencies.ts'
import type { Patients } from '../../policy/patients/patients.ts'
import type { PoliciesInForce } from '../../policy/sets/policies.ts'
import { conversationRef, subjectRef } from '../../vault/conversation.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Call, Frame } from '../ask.ts'
import { openBook } from '../clean.ts'
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
  readonly vault: Pick<Vault, 'read'>
  readonly journal: Journal
  readonly patients: Pick<Patients, 'lookAt' | 'survivor'>
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
      trail.admitted(decision)
      if (decision.emergency !== undefined)
        await deps.emergencies.used(call.caller.tenant, decision.emergency.id, call.request)
      const book = openBook(found.state, deps.random)
      const handed = await handOut(deps, trail, given, { book, ref: found.ref, conversation: body.conversation })
      return withBanner(decision.emergency, handed)
    })
}

interface Found {
  readonly ref: string
  /** What the vault holds; undefined: no such conversation of this caller and this patient, or no longer. */
  readonly state: unknown
  /** The patient stated, else the conversation's own. */
  readonly patient: string | undefined
}

/** Caller and patient are bound into the conversation's name, so that whoever else says the same name finds nothing. */
async function findConversation(
  { keyring, vault, patients }: ReidentifyDeps,
  { caller }: Call,
  session: string,
  context: Context,
): Promise<Found> {
  const { tenant } = caller
  const keys = await keyring.tenant(tenant)
  const own = { session, caller: speaker(caller) }
  const subject = readSubject(await vault.read(tenant, subjectRef(keys, own)))
  const stated = context.patient
  const patient = stated === undefined ? subject?.patient : await patients.survivor(tenant, stated)
  const ref = conversationRef(keys, { ...own, patient, system: '', firstUser: '' })
  return { ref, state: await vault.read(tenant, ref), patient }
}

async function admit(
  { patients, consentOf, policies, emergencies, now }: ReidentifyDeps,
  { caller }: Call,
  context: Context,
  found: Found,
) {
  const set = await policies.current(caller.tenant)
  const { purpose, encounter, 'break-glass': grant } = context
  checkEncounter(context, found.patient)
  const facts =
    found.patient === undefined
      ? { patient: undefined, relationships: [] }
      : await patients.lookAt(caller.tenant, found.patient, caller.principal, encounter)
  const { consent } = found.patient === undefined ? SILENCE : await consented(consentOf, caller, facts.patient, purpose)
  const wants = { right: 'reidentify', conversationOpen: found.state !== undefined } as const
  const launched = isLaunched(caller, context.patient)
  const emergency =
    grant === undefined || found.patient === undefined
      ? undefined
      : await emergencies.inForceFor(caller.tenant, { id: grant, person: caller.principal.id, patient: found.patient })
  const stated = { patientStated: found.patient !== undefined, emergencyStated: grant !== undefined }
  return decideDocument(
    { caller, purpose, ...stated, launched, now: now(), wants },
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
