import { CordonError, type DeidPolicy, type RouteDetermination, type SecurityLabel } from '@cordon/contract'
import {
  type Clean,
  type CodeBook,
  createCodeBook,
  type Deidentified,
  type Deidentifier,
  type IdentifierKind,
  type Label,
  Phi,
  type PolicyRef,
} from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { type PhiUnderAgreement, underAgreement } from '../policy/agreements/phi-under-agreement.ts'
import type { Route } from '../policy/agreements/recipients.ts'
import type { Emergency } from '../policy/emergency/emergency.ts'
import type { Form } from '../retrieval/others/forms.ts'
import type { Others } from '../retrieval/others/others.ts'
import type { Passage, Retrieval } from '../retrieval/retrieval.ts'
import type { Vault } from '../vault/vault.ts'
import { createHouseForms, createStrangers } from './answers/strangers.ts'
import type { Ask } from './ask.ts'
import { answersIn, keepBook, openBook, withItems, withStored } from './code-book.ts'
import type { Asked, KeptItem, Question } from './dialects/dialect.ts'
import { fence } from './fence.ts'
import { type Guarded, guardPassages } from './passages/guard.ts'
import { type Recall, refOf } from './recall.ts'
import type { Permit } from './stages.ts'

/** The prompt, on the far side of the boundary, and what it takes to bring an answer back. */
export interface Cleaned {
  readonly prompt: Prompt
  /** The same for another of the decision's routes; `undefined` where it was not made for that one. */
  promptFor(route: Route): Prompt | undefined
  /** The policy that made it, as the disclosure entry names it. */
  readonly policy: PolicyRef
  readonly label: Label
  readonly model: string
  readonly stream: boolean
  /** How many turns, or texts, were asked. */
  readonly turns: number
  readonly counts: Readonly<Partial<Record<IdentifierKind, number>>>
  readonly turnsRevised: number
  /** What of it the vendor keeps, or hands on. */
  readonly kept?: Question['kept'] | undefined
  /** Whether it asked that its answer be stored there. */
  readonly isStored?: boolean
  /** Where each passage came from, for the person who asked: `1=DocumentReference/n-12@40-310`. */
  readonly sources: Phi<readonly string[]>
  /** The pseudonyms of the documents they came from. */
  readonly resources: readonly string[]
  /** Their security labels. */
  readonly labels: readonly SecurityLabel[]
  readonly codes: Codes
  /** What was found in passages of the chart; absent: there were none. */
  readonly guarded?: Pick<Guarded, 'found' | 'score' | 'leftOut'>
  /** Whether an identifier is a patient's whom this question is not about. */
  readonly isStranger: (form: Form) => boolean
  /** The emergency grant under which it was permitted: the answer says so. */
  readonly emergency: Emergency | undefined
  /** Whether something goes with it that only the vendor can read. */
  readonly opaque: boolean
}

export type Prompt = Clean<Record<string, unknown>> | PhiUnderAgreement<Record<string, unknown>>

/** The codes of this conversation: what restores an answer, and remembers it so that it is resent byte for byte. */
export interface Codes {
  readonly book: CodeBook
  remember(
    turns: readonly { readonly text: string; readonly spans: readonly (readonly [number, number, string])[] }[],
    opaque: readonly string[],
    items: readonly KeptItem[],
    /** The answer's id, and the vendor that gave it; absent: it was not stored there. */
    stored?: { readonly id: string; readonly vendor: string },
  ): Promise<void>
}

export interface CleanDeps {
  readonly deidentifier: Deidentifier
  /** The engine under an expert's determination, for a route that has no agreement. */
  readonly determined: (determination: RouteDetermination) => Deidentifier
  readonly retrieval: Retrieval
  readonly others: Others
  readonly vault: Pick<Vault, 'conversation'>
  readonly recall: Recall
  /** Largest sum of items of answers that one conversation keeps, in bytes. */
  readonly itemsBytesMax: number
  readonly keyring: Keyring
  readonly random: RandomBytes
}

/** Minimises and de-identifies. Phi in; Clean, or PHI that an agreement permits, out. Anything it cannot finish is thrown, and nothing has left. */
export function createClean(deps: CleanDeps) {
  const houseForms = createHouseForms()
  return async function clean(ask: Ask, asked: Asked, decision: Permit): Promise<Cleaned> {
    const { question } = await deps.recall(ask, asked, decision)
    const { passages: read, chart, patients } = await readChart(deps, ask, question, decision)
    const guarded = guardPassages(read, ask.caller.application?.injectionsInPassages)
    const { passages } = guarded
    await refuseIdentifiersInSchemas(deps.deidentifier, question, chart)
    await refuseIdentifiersInNumbers(deps.deidentifier, question, chart)
    const [route] = decision.routes
    if (route === undefined) throw new CordonError('agreement_missing')
    const request = question.outgoing(route.model, passages.length === 0 ? undefined : fence(passages))
    const conversation = await openConversation(deps, ask, question, decision)
    const { result, book } = await conversation.clean(request, question, chart, route)
    const { policy, counts, turnsRevised } = result
    const codes: Codes = { book, remember: (...heard) => conversation.remember(policy, ...heard) }
    return {
      prompt: outgoing(result, decision, route),
      promptFor: (other) => (isMadeAlike(route, other) ? outgoing(result, decision, other) : undefined),
      policy,
      label: result.label,
      model: route.model,
      emergency: decision.emergency,
      opaque: question.opaque.reveal().length > 0,
      stream: question.stream,
      turns: question.turns,
      counts,
      turnsRevised,
      kept: question.kept,
      isStored: question.isStored === true,
      sources: sourcesOf(passages),
      resources: [...new Set(passages.map(({ document }) => document))],
      labels: [...new Set(passages.flatMap(({ labels }) => labels))].sort(),
      codes,
      ...(read.length === 0 ? {} : { guarded }),
      isStranger: createStrangers(
        patients,
        chart.known,
        () => sentOf(result),
        () => houseForms(chart.standing),
      ),
    }
  }
}

/** What the policy made, as what may leave: the label is the engine's, the permission the decision's. */
function outgoing(made: Deidentified<Record<string, unknown>, Label>, decision: Permit, route: Route): Prompt {
  return made.label === 'clean' ? made.clean : underAgreement(decision, route, made.stillPhi)
}

/** The text that may leave. */
function sentOf(made: Deidentified<Record<string, unknown>, Label>): unknown {
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}

/** What one determination made goes where that one opened the way; what agreements let go, wherever one does. */
function isMadeAlike(one: Route, other: Route): boolean {
  return one.validated?.determination.id === other.validated?.determination.id
}

type KnownHere = Awaited<ReturnType<Retrieval['known']>>

/** Vendors keep schemas outside their protections for health data: an identifier there is refused, not replaced. */
async function refuseIdentifiersInSchemas(
  deidentifier: Deidentifier,
  { schemaTexts }: Question,
  { known, standing }: KnownHere,
): Promise<void> {
  if (schemaTexts.reveal().length === 0) return
  const found = await deidentifier.find(schemaTexts, known, standing)
  if (found.some((spans) => spans.length > 0)) throw new CordonError('identifier_in_schema')
}

/** What the name of a number tells a reader of both, and whatever is known whole of the patient. */
async function refuseIdentifiersInNumbers(
  deidentifier: Deidentifier,
  { numbers }: Question,
  { known, standing }: KnownHere,
): Promise<void> {
  if (numbers === undefined) return
  const { telling, each } = numbers
  if (telling !== undefined) throw new CordonError('field_invalid', { at: telling })
  const given = each.reveal()
  if (given.length === 0) return
  const whole = new Set(known.map(({ value }) => value).filter((value) => value.length >= KNOWN_DIGITS_MIN))
  const found = await deidentifier.find(new Phi(given.map(({ label, text }) => `${label}: ${text}`)), known, standing)
  const first = given.find(({ text }, i) => whole.has(text) || (found[i] ?? []).length > 0)
  if (first !== undefined) throw new CordonError('residual_identifier', { at: first.at })
}

/** Fewer are a count, whoever has such a number. */
const KNOWN_DIGITS_MIN = 3

function sourcesOf(passages: readonly Passage[]): Phi<readonly string[]> {
  return new Phi(passages.map(({ source, start, end }, n) => `${n + 1}=${source.reveal()}@${start}-${end}`))
}

/** The permitted patient's passages, when asked for, and everything the store knows that names that patient. */
async function readChart({ retrieval, others }: CleanDeps, ask: Ask, question: Asked, decision: Permit) {
  const { tenant } = ask.caller
  const { names, encounters, classes = [], retrieve, profile } = decision
  const of = question.context.retrieve
  const searched =
    // Vectors are of the caller's texts alone: a passage has no place among them.
    retrieve && names.length > 0 && ask.dialect.feature === 'generation'
      ? retrieval.search({
          tenant,
          names,
          classes,
          query: question.query,
          profile,
          ...(of === undefined ? {} : { of }),
          ...(encounters === undefined ? {} : { encounters }),
        })
      : []
  // Before anything is sent: an answer that could not be looked through is not asked for.
  const [passages, chart, patients] = await Promise.all([searched, retrieval.known(tenant, names), others.of(tenant)])
  return { passages, chart, patients }
}

async function openConversation(deps: CleanDeps, ask: Ask, question: Asked, decision: Permit) {
  const { keyring, vault, random } = deps
  const { tenant } = ask.caller
  const keys = await keyring.tenant(tenant)
  const ref = refOf(keys, ask, question, decision)
  const held = vault.conversation(tenant, ref)
  const turnKey = (text: string) => keys.pseudonym('turn', `${ref}\0${text}`)
  // A kind of its own: what somebody wrote never counts as what the vendor sent.
  const opaqueKey = (text: string) => keys.pseudonym('opaque', `${ref}\0${text}`)

  return {
    /** The row is locked meanwhile: two requests of one conversation never mint two codes for one value. */
    clean: (request: Phi<Record<string, unknown>>, { treat }: Question, chart: KnownHere, route: Route) =>
      held.converse(async (state) => {
        // One that stands for somebody who is not the patient any more is not gone on with: this one begins anew.
        const book = openBook(state, decision.names, random) ?? createCodeBook({ random })
        const policy: DeidPolicy = decision.deidPolicy
        const result = await engineOf(deps, route).deidentify(request, { treat, ...chart, book, turnKey, policy })
        // After it: the book has forgotten what came under another policy.
        refuseUnknownOpaque(question.opaque, (text) => book.recall(opaqueKey(text)) !== undefined)
        return { state: keepBook(book, decision.names, answersIn(state, decision.names)), result: { result, book } }
      }),
    remember: (made: PolicyRef, ...[turns, opaque, heard, at]: Parameters<Codes['remember']>) =>
      held.converse(async (state) => {
        const book = openBook(state, decision.names, random)
        // The conversation went on under another policy meanwhile, or for others: what this one let stay may not stay there.
        if (book === undefined || book.serialize().policy !== made.hash) return { state, result: undefined }
        for (const { text, spans } of turns) book.remember(turnKey(text), spans)
        for (const text of opaque) book.remember(opaqueKey(text), [])
        const before = answersIn(state, decision.names)
        const items = withItems(before.items, question.isReferable ? heard : [], deps.itemsBytesMax)
        const stored = at === undefined ? before.stored : withStored(before.stored, at.id, at.vendor)
        return { state: keepBook(book, decision.names, { items, stored }), result: undefined }
      }),
  }
}

/** What only a vendor can read could carry anything: it leaves only as this conversation got it, byte for byte. */
function refuseUnknownOpaque(opaque: Question['opaque'], known: (text: string) => boolean): void {
  const stranger = opaque.reveal().find(({ text }) => !known(text))
  if (stranger !== undefined) throw new CordonError('feature_refused', { at: stranger.at })
}

/** Where an expert's determination opened the route, the engine that works under it and no other (164.514(b)(1)). */
function engineOf({ deidentifier, determined }: CleanDeps, { validated }: Route): Deidentifier {
  return validated === undefined ? deidentifier : determined(validated.determination)
}
