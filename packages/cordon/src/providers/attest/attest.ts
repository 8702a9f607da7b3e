import type { AttestedFact, NewestBody, Vendor } from '@cordon/contract'
import { CordonError } from '@cordon/contract'
import type { Journal } from '../../audit/journal.ts'
import type { Lent } from '../../config/lent.ts'
import type { Agreements } from '../../policy/agreements/agreements.ts'
import { registrationHash } from '../../policy/agreements/attested.ts'
import { READERS, type ReadersDeps, Unanswered } from './readers.ts'

/** One setting as it was just read. `unanswered`: nobody could say, and what was known before stands until it is stale. */
export interface Answer {
  readonly vendor: string
  readonly fact: AttestedFact
  readonly answer: 'holds' | 'fails' | 'unanswered'
  readonly found: string
}

export interface Attesting {
  /**
   * Reads what this vendor's registration asks to be read, journals each answer, and keeps what was answered. Resolves with
   * every answer; throws only where the journal or the store does.
   */
  attest(tenant: string, vendor: Vendor, principal: string): Promise<Answer[]>
}

export interface AttestingDeps extends Omit<ReadersDeps, 'keyOf'> {
  /** What this organisation's registration may name. */
  readonly lent: Pick<Lent, 'keyOf'>
  readonly agreements: Pick<Agreements, 'keepAttestation'>
  readonly journal: Pick<Journal, 'append'>
}

/** Longest reading of one setting, tokens included. */
const READ_MS = 20_000

export function createAttesting(deps: AttestingDeps): Attesting {
  return {
    async attest(tenant, vendor, principal) {
      const answers: Answer[] = []
      // One after another: they are few, and some share a token.
      for (const fact of vendor.attest ?? []) answers.push(await attestOne(deps, tenant, vendor, fact, principal))
      return answers
    },
  }
}

/** 164.312(b): what was found is recorded before anything is decided by it. */
async function attestOne(
  deps: AttestingDeps,
  tenant: string,
  vendor: Vendor,
  fact: AttestedFact,
  principal: string,
): Promise<Answer> {
  const told = { vendor: vendor.id, fact, ...(await read(deps, tenant, vendor, fact)) }
  const { account, region } = vendor
  const registration = registrationHash(vendor)
  const body: NewestBody<'attestation'> = {
    class: 'attestation',
    v: 1,
    principal,
    account,
    region,
    registration,
    ...told,
  }
  const record = () => deps.journal.append(tenant, body).then(() => undefined)
  if (told.answer === 'unanswered') await record()
  else {
    const { vendor: id, found, answer } = told
    const kept = { vendor: id, fact, holds: answer === 'holds', found, at: deps.now(), registration }
    await deps.agreements.keepAttestation(tenant, kept, record)
  }
  return told
}

async function read(
  deps: AttestingDeps,
  tenant: string,
  vendor: Vendor,
  fact: AttestedFact,
): Promise<Pick<Answer, 'answer' | 'found'>> {
  try {
    const { holds, found } = await READERS[fact](
      vendor,
      { ...deps, keyOf: deps.lent.keyOf(tenant, vendor) },
      AbortSignal.timeout(READ_MS),
    )
    return { answer: holds ? 'holds' : 'fails', found }
  } catch (error) {
    return { answer: 'unanswered', found: whyNot(error) }
  }
}

/** In words of ours: what a vendor wrote may quote anything. */
function whyNot(error: unknown): string {
  if (error instanceof Unanswered) return error.message
  return error instanceof CordonError ? error.code : 'failed'
}
