import { CordonError } from '@cordon/contract'
import { createCodeBook } from '@cordon/deid'
import type { Keyring, TenantKeys } from '../crypto/keyring.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { conversationRef } from '../vault/conversation.ts'
import type { Vault } from '../vault/vault.ts'
import { UNSCANNED } from './answers/scan.ts'
import type { Ask } from './ask.ts'
import { type Answers, answersIn, openBook } from './code-book.ts'
import type { Asked } from './dialects/dialect.ts'
import { speaker } from './documents/subject.ts'
import { restoringOf } from './restoring.ts'
import type { Permit } from './stages.ts'

/** Makes a question whole that names earlier answers instead of bringing them along. */
export type Recall = (ask: Ask, question: Asked, decision: Permit) => Promise<Recalled>

export interface Recalled {
  readonly question: Asked
  /** The vendor that stored the answer from which it goes on; absent: it goes on from none. */
  readonly storedAt?: string
}

export interface RecallDeps {
  readonly vault: Pick<Vault, 'read'>
  readonly keyring: Keyring
  readonly random: RandomBytes
}

/**
 * The items come from this conversation (of this tenant, caller and patient) and from nowhere else: one of any other, one that
 * was forgotten, or one whose id stood for two is refused by its place with `feature_refused`, all alike.
 */
export function createRecall({ vault, keyring, random }: RecallDeps): Recall {
  return async function recall(ask, question, decision) {
    const { references, context, turns, continues } = question
    if (references === undefined && continues === undefined) return { question }
    const { tenant } = ask.caller
    const ref = refOf(await keyring.tenant(tenant), ask, question, decision)
    const state = await vault.read(tenant, ref)
    const answers = answersIn(state, decision.names)
    const at = storedAt(answers, continues)
    if (references === undefined) return { question, ...at }
    const kept = new Map(answers.items)
    const stranger = references.named.find(({ id }) => typeof kept.get(id) !== 'string')
    if (stranger !== undefined) throw new CordonError('feature_refused', { at: stranger.at })
    const items = new Map(references.named.map(({ id }) => [id, JSON.parse(kept.get(id) ?? 'null') as unknown]))
    const book = openBook(state, decision.names, random) ?? createCodeBook({ random })
    const restoring = restoringOf(ask, { book, scan: UNSCANNED, turns })
    return { question: { ...references.whole(items, restoring), context }, ...at }
  }
}

/** Nobody goes on with another's answer: an id that this conversation was not given is no more than a word. */
function storedAt({ stored }: Answers, continues: Asked['continues']): { storedAt?: string } {
  if (continues === undefined) return {}
  const [, vendor] = stored.find(([id]) => id === continues.id) ?? []
  if (vendor === undefined) throw new CordonError('feature_refused', { at: continues.at })
  return { storedAt: vendor }
}

/** The name of the conversation that a question belongs to. */
export function refOf(keys: TenantKeys, ask: Ask, { context, opening }: Asked, decision: Permit): string {
  return conversationRef(keys, {
    session: context.session,
    caller: speaker(ask.caller),
    patient: decision.patient,
    system: opening.system.reveal(),
    firstUser: opening.firstUser.reveal(),
  })
}
