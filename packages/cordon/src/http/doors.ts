import type { Journal } from '../audit/journal.ts'
import type { Accounting } from '../audit/reading/accounting/account.ts'
import type { AccountingAsked } from '../audit/reading/accounting/gather.ts'
import type { JournalReading, Reader } from '../audit/reading/read-journal.ts'
import type { Review } from '../audit/reading/review/review.ts'
import type { Recorder } from '../audit/record.ts'
import type { Backups } from '../backup/backups.ts'
import type { Lent } from '../config/lent.ts'
import type { Config } from '../config/schema.ts'
import type { KeyCare } from '../crypto/key-care.ts'
import type { PoolStatus } from '../detectors/pool.ts'
import type { KeptMessages } from '../feeds/kept.ts'
import type { StoredAnswers } from '../gateway/answer-cache/stored-answers.ts'
import type { Ask, Call, Frame } from '../gateway/ask.ts'
import type { Availability } from '../gateway/resilience/availability.ts'
import type { AvailabilityWatched } from '../gateway/resilience/availability-watch.ts'
import type { Drills } from '../gateway/resilience/drills.ts'
import type { Tiers } from '../gateway/resilience/tiers.ts'
import type { Servers } from '../gateway/tools/servers/servers.ts'
import type { ToolCalls } from '../gateway/tools/tool-calls.ts'
import type { Caller, Identity } from '../identity/api-key.ts'
import type { Shown } from '../identity/callers.ts'
import type { Directory } from '../identity/directory.ts'
import type { SourceLimit } from '../identity/limit-sources.ts'
import type { GrantTokens } from '../identity/oauth/token-endpoint.ts'
import type { Organisations } from '../identity/organisations.ts'
import type { OidcSignIn } from '../identity/people/oidc.ts'
import type { People } from '../identity/people/people.ts'
import type { SecondPerson } from '../identity/second-person.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Agreements } from '../policy/agreements/agreements.ts'
import type { ValidatedRoutes } from '../policy/agreements/validated-routes.ts'
import type { VendorsWatched } from '../policy/agreements/vendor-watch.ts'
import type { ConsentReview } from '../policy/consent/review.ts'
import type { Emergencies } from '../policy/emergency/emergencies.ts'
import type { Watched } from '../policy/emergency/watch.ts'
import type { Policies } from '../policy/sets/policies.ts'
import type { Attesting } from '../providers/attest/attest.ts'
import type { Ingest } from '../retrieval/ingest.ts'
import type { WhoMaySee } from '../retrieval/who-may-see.ts'
import type { Holds } from '../shred/holds.ts'
import type { JournalExpiry } from '../shred/retention/expire-journal.ts'
import type { Shreds } from '../shred/shreds.ts'
import type { Store } from '../store/store.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Bodies } from '../vault/bodies.ts'
import type { Admission } from './admission.ts'

/** What the two doors need, handed in by `boundary/open.ts`. */
export interface Doors {
  readonly config: Config
  readonly answer: (ask: Ask) => AsyncGenerator<Frame, void>
  readonly deidentify: (call: Call) => AsyncGenerator<Frame, void>
  readonly reidentify: (call: Call) => AsyncGenerator<Frame, void>
  /** One message of a client that calls tools. */
  readonly toolCalls: ToolCalls
  /** Other MCP servers, and what of their tools was reviewed. */
  readonly servers: Servers
  /** An endpoint that vendors have and nobody offers here. */
  readonly notOffered: (call: Call) => AsyncGenerator<Frame, void>
  readonly breakGlass: (call: Call) => AsyncGenerator<Frame, void>
  /** Throws `credentials_…` or `rate_limited`; the second argument is the source's address. */
  readonly authenticate: (credentials: string | undefined, source: string) => Promise<Caller>
  /** Of the application door, by whatever a request shows. */
  readonly callers: (shown: Shown, source: string) => Promise<Caller>
  /** `POST /oauth/token`; throws `OAuthRefusal`, `rate_limited`, `issuer_unavailable` or `store_unavailable`. */
  readonly tokens: GrantTokens
  /** Resolves once the entry of a login is durable, where this is one. */
  readonly recordLogin: (caller: Caller, source: string) => Promise<void>
  readonly identity: Identity
  readonly directory: Directory
  readonly people: People
  /** Nothing: the people of this organisation have local accounts only. */
  readonly oidc: (tenant: string) => OidcSignIn | undefined
  /** Bounds what one address may try, at a key and at a login alike. */
  readonly sources: SourceLimit
  /** Whether two are two people: told of every hand in an account. */
  readonly secondPerson: SecondPerson
  readonly organisations: Organisations
  readonly agreements: Agreements
  readonly attesting: Attesting
  /** How vendors stood, as the last round found it. */
  readonly vendorsWatched: () => VendorsWatched
  readonly tiers: Tiers
  readonly availability: Availability
  readonly drills: Drills
  /** How the tiers stood, all organisations together, as the last round found it. */
  readonly availabilityWatched: () => AvailabilityWatched
  readonly policies: Policies
  readonly validatedRoutes: ValidatedRoutes
  readonly emergencies: Emergencies
  /** Broken glass and what nobody outside has acknowledged yet, as the last round found it. */
  readonly watched: () => Watched
  readonly consents: ConsentReview
  readonly bodies: Bodies
  readonly answers: StoredAnswers
  readonly keyCare: KeyCare
  readonly shreds: Shreds
  readonly holds: Holds
  readonly journalExpiry: JournalExpiry
  readonly ingest: Ingest
  readonly whoMaySee: WhoMaySee
  /** Messages of feeds that could not be taken in. */
  readonly kept: KeptMessages
  readonly journal: Journal
  readonly recorder: Recorder
  /** The journal for those with the audit right: every reading is itself recorded. */
  readonly reading: JournalReading
  readonly accounting: (reader: Reader, asked: AccountingAsked) => Promise<Accounting>
  readonly complete: (reader: Reader) => Promise<AsyncGenerator<string>>
  readonly review: Review
  /** The pseudonym of a patient as a person wrote it. */
  readonly patientPseudonym: (tenant: string, reference: string) => Promise<string>
  readonly version: string
  /** Whether somebody outside holds a checkpoint of the last few rounds, and nobody contradicts it. */
  readonly anchored: () => boolean
  /** Whether somebody outside holds any that is not old, or nobody has to. */
  readonly heldOutside: () => boolean
  /** Whether a witness remembers another history of the journal. */
  readonly contradicted: () => boolean
  /** Absent: none are configured. */
  readonly backups?: Backups
  readonly store: Store
  readonly metrics: Metrics
  readonly vendorsResting: () => number
  /** Where the detector runs in threads. */
  readonly detectorStatus?: () => PoolStatus
  readonly log: Log
  readonly admission: Admission
  readonly newId: () => string
  /** What an organisation's registrations may name of the operator's own. */
  readonly lent: Lent
  /** Who treats the patients of every ingest that names nobody: the demo's administrator; nobody elsewhere. */
  readonly clinicianOfIngested: string | undefined
  readonly now: Clock
}
