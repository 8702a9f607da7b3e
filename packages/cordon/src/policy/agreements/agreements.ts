import { Agreement, AttestedFact, CordonError, Vendor } from '@cordon/contract'
import type { NoteVerifier } from '@cordon/ledger'
import { rowOfLostReview } from '../../backup/lost-review.ts'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import type { Clock } from '../../kernel/clock.ts'
import { parsedOnce } from '../../store/parsed-once.ts'
import { type Reading, reading, type Store, type Tx } from '../../store/store.ts'
import {
  type Answered,
  appendReview,
  appendVersion,
  knownOfVendors,
  lockAgreement,
  newestVersion,
  putAttestation,
  putVendor,
  selectAgreements,
  selectAttestations,
  selectReviews,
  selectVendors,
} from './agreements.queries.ts'
import type { Attestation } from './attested.ts'
import { isOwnAddress } from './catalogue/eligibility.ts'
import type { Catalogue } from './catalogue/read-catalogue.ts'
import { openReview, type RowReview, withoutLost, withReviews } from './catalogue/review.ts'
import type { Known } from './in-force.ts'
import { registrationFault } from './registration.ts'

/** Vendors and the agreements with them: the facts that the gate compares. Every change is recorded in the transaction that makes it. */
export interface Agreements {
  /** Adds or replaces. A replaced address needs an agreement that names it. `resource_invalid` for a base URL of another kind. */
  addVendor(tenant: string, vendor: Vendor, record: RecordChange): Promise<Change>
  listVendors(tenant: string): Promise<Vendor[]>
  /**
   * Appends a version; the one before stays on record. Throws `not_found` for an unknown vendor, `resource_invalid` when it ends
   * before it begins, or when the id was terminated: a new contract is a new id.
   */
  addAgreement(tenant: string, agreement: Agreement, record: RecordChange): Promise<Versioned>
  /** The newest version of each. */
  listAgreements(tenant: string): Promise<Agreement[]>
  /** From `at` (milliseconds) nothing more is disclosed under it. An earlier termination stands. */
  terminate(tenant: string, id: string, at: number, record: RecordChange): Promise<Versioned>
  /** Keeps what a vendor's settings said. `record` makes its entry durable, or nothing is kept. */
  keepAttestation(tenant: string, attestation: Attestation, record: () => Promise<void>): Promise<void>
  /**
   * Appends a signed review of a row of the catalogue. Throws `not_found` for a row that is not there as it was reviewed,
   * `resource_invalid` for a note that nobody who may review has signed, or that counts longer than a year.
   */
  addReview(tenant: string, note: string, record: RecordChange): Promise<Versioned & { readonly review: RowReview }>
  /** For a decision: these vendors, the newest version of each agreement with them, and what else is known. Read afresh, never cached. */
  factsOf(vendors: readonly string[]): Reading<Service>
  /** What is known of all vendors, for whoever looks after them. */
  known(tenant: string, vendors: readonly Vendor[]): Promise<Known>
}

export interface Service {
  readonly vendors: readonly Vendor[]
  readonly agreements: readonly Agreement[]
  readonly known: Known
}

/** What holds for every vendor of a deployment. */
export interface VendorRules {
  readonly catalogue: Catalogue
  readonly reviewers: readonly NoteVerifier[]
  readonly attestedHoursMax: number
}

interface Versioned {
  readonly version: number
  readonly change: Change
}

export function createAgreements({ store, now, ...rules }: { store: Store; now: Clock } & VendorRules): Agreements {
  const { catalogue, reviewers, attestedHoursMax } = rules
  const vendorIn = parsedOnce((text) => Vendor.parse(JSON.parse(text)))
  const agreementIn = parsedOnce((text) => Agreement.parse(JSON.parse(text)))
  const append = async (tx: Tx, tenant: string, definition: Agreement, after: number): Promise<number> => {
    const row = { tenant, id: definition.id, version: after + 1, definition: JSON.stringify(definition) }
    await appendVersion(tx, { ...row, createdAt: new Date(now()) })
    return row.version
  }

  const reviewIn = parsedOnce((note) => openReview(note, reviewers))

  const knownOf = async (tx: Tx, tenant: string, vendors: readonly Vendor[]): Promise<Known> => {
    const answers = await selectAttestations(
      tx,
      tenant,
      vendors.map(({ id }) => id),
    )
    return knownFrom(vendors, answers, await selectReviews(tx, tenant))
  }

  const knownFrom = async (
    vendors: readonly Vendor[],
    answers: readonly Answered[],
    notes: readonly string[],
  ): Promise<Known> => {
    const read = new Set(vendors.filter(({ attest }) => attest !== undefined).map(({ id }) => id))
    // An address of its own is in no catalogue, so no review can be about it.
    const opened = vendors.every(isOwnAddress) ? [] : await Promise.all(notes.map(reviewIn))
    const reviews = opened.flatMap((one) => ('review' in one ? [one.review] : []))
    const attestations = answers.flatMap(({ fact, at, ...rest }) => {
      const named = AttestedFact.safeParse(fact)
      return named.success && read.has(rest.vendor) ? [{ ...rest, fact: named.data, at: at.getTime() }] : []
    })
    const lost = new Set(notes.flatMap((note) => rowOfLostReview(note) ?? []))
    return { catalogue: withoutLost(withReviews(catalogue, reviews, now()), lost), attestations, attestedHoursMax }
  }

  return {
    async addVendor(tenant, vendor, record) {
      const wrong = registrationFault(vendor, catalogue)
      if (wrong !== undefined) throw new CordonError('resource_invalid', { at: wrong })
      const made = change('vendor.add', vendor.id, vendor)
      await store.within(tenant, async (tx) => {
        await putVendor(tx, tenant, vendor.id, JSON.stringify(vendor))
        await record(made)
      })
      return made
    },

    async listVendors(tenant) {
      const definitions = await store.within(tenant, (tx) => selectVendors(tx, tenant))
      return definitions.map((definition) => Vendor.parse(definition))
    },

    async addAgreement(tenant, agreement, record) {
      const ends = Date.parse(agreement.expires) > Date.parse(agreement.effective)
      if (!ends) throw new CordonError('resource_invalid', { at: 'expires' })
      const made = change('agreement.add', agreement.id, agreement)
      return store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, agreement.id)
        const [vendor] = await selectVendors(tx, tenant, [agreement.vendor])
        if (vendor === undefined) throw new CordonError('not_found', { at: 'vendor' })
        const newest = await newestVersion(tx, tenant, agreement.id)
        if (newest !== undefined && Agreement.parse(newest.definition).terminated !== undefined)
          throw new CordonError('resource_invalid', { at: 'id' })
        const version = await append(tx, tenant, agreement, newest?.version ?? 0)
        await record(made)
        return { version, change: made }
      })
    },

    async listAgreements(tenant) {
      const definitions = await store.within(tenant, (tx) => selectAgreements(tx, tenant))
      return definitions.map((definition) => Agreement.parse(definition))
    },

    terminate: (tenant, id, at, record) =>
      store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, id)
        const newest = await newestVersion(tx, tenant, id)
        if (newest === undefined) throw new CordonError('not_found', { at: 'agreement' })
        const terminated = endOf(Agreement.parse(newest.definition), at)
        const made = change('agreement.terminate', id, terminated)
        const version = await append(tx, tenant, terminated, newest.version)
        await record(made)
        return { version, change: made }
      }),

    keepAttestation: (tenant, { at, ...attestation }, record) =>
      store.within(tenant, async (tx) => {
        await putAttestation(tx, { tenant, ...attestation, at: new Date(at) })
        await record()
      }),

    async addReview(tenant, note, record) {
      const opened = await openReview(note, reviewers)
      if ('fault' in opened) throw new CordonError('resource_invalid', { at: `note (${opened.fault})` })
      const { review } = opened
      const row = catalogue.rows.find(({ id, hash }) => id === review.row && hash === review.hash)
      if (row === undefined) throw new CordonError('not_found', { at: 'row' })
      if (Date.parse(review.day) > now()) throw new CordonError('resource_invalid', { at: 'day' })
      const made = change('vendor.review', review.row, { note })
      return store.within(tenant, async (tx) => {
        const version = await appendReview(tx, { tenant, id: review.row, note, createdAt: new Date(now()) })
        await record(made)
        return { version, change: made, review }
      })
    },

    factsOf: (ids) =>
      reading([knownOfVendors(ids)], async (rows) => {
        const textsOf = (kind: (typeof rows)[number]['kind']) =>
          rows.filter((row) => row.kind === kind).map(({ text }) => text)
        const vendors = textsOf('vendor').map(vendorIn)
        const agreements = textsOf('agreement').map(agreementIn)
        const answers = textsOf('attestation').map(answerIn)
        return { vendors, agreements, known: await knownFrom(vendors, answers, textsOf('review')) }
      }),

    known: (tenant, vendors) => store.within(tenant, (tx) => knownOf(tx, tenant, vendors)),
  }
}

function answerIn(text: string): Answered {
  const answered = JSON.parse(text) as Answered & { readonly at: string }
  return { ...answered, at: new Date(answered.at) }
}

/** The same agreement, ended at the given moment or when it already was, whichever is earlier. */
function endOf(agreement: Agreement, at: number): Agreement {
  const before = agreement.terminated === undefined ? at : Date.parse(agreement.terminated)
  return { ...agreement, terminated: new Date(Math.min(at, before)).toISOString() }
}
