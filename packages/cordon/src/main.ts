import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { CordonError, type RouteDetermination } from '@cordon/contract'
import { type After, createDeidentifier, type Detector, POLICIES } from '@cordon/deid'
import type { NoteVerifier } from '@cordon/ledger'
import { declareClock, declareLoss } from './audit/declare-loss.ts'
import type { Disk } from './audit/disk.ts'
import { createNoteKey, noteVerifier } from './audit/ed25519.ts'
import type { JournalDeps } from './audit/journal-parts.ts'
import { createKeyFaultNote } from './audit/key-fault.ts'
import { nodeDisk } from './audit/node-disk.ts'
import { type OpenedJournal, openJournal } from './audit/open-journal.ts'
import { openReading } from './audit/reading/open-reading.ts'
import { createRecorder } from './audit/record.ts'
import { newestCosignature } from './audit/witness/kept.ts'
import {
  createWitnessing,
  isAnchored,
  isHeldOutside,
  startWitnessing,
  type Witnessing,
} from './audit/witness/witnessing.ts'
import { type Backups, openBackups } from './backup/backups.ts'
import { isHeld } from './backup/holds.ts'
import { openPlaces } from './backup/stores/open-places.ts'
import { askSecret } from './cli/ask-secret.ts'
import type { OpenBoundary } from './cli/boundary.ts'
import { runCommandLine } from './cli/program.ts'
import { type Environment, readEnvironment } from './config/load.ts'
import type { Config } from './config/schema.ts'
import type { Keyring } from './crypto/keyring.ts'
import type { OnFault } from './crypto/kms/fault.ts'
import { createDeploymentKeys, openDeploymentKeys } from './crypto/open-deployment.ts'
import { createPlaces } from './crypto/places.ts'
import { planOf } from './detectors/plan.ts'
import { type DetectorPool, openDetectorPool } from './detectors/pool.ts'
import { openFeeds } from './feeds/open-feeds.ts'
import { createAdmit } from './gateway/admit.ts'
import { answer } from './gateway/answer.ts'
import { createClean } from './gateway/clean.ts'
import { createDispatch } from './gateway/dispatch.ts'
import { createDeidentify } from './gateway/documents/deidentify.ts'
import { createReidentify } from './gateway/documents/reidentify.ts'
import { createBreakGlass } from './gateway/emergency.ts'
import { createRead } from './gateway/read.ts'
import { createRestore } from './gateway/restore.ts'
import type { Stages } from './gateway/stages.ts'
import { createTrail } from './gateway/trail.ts'
import { createAdmission } from './http/admission.ts'
import { createMetrics } from './http/metrics.ts'
import { openDoors } from './http/open-doors.ts'
import { createIdentity } from './identity/api-key.ts'
import type { Change } from './identity/change.ts'
import { createDirectory } from './identity/directory.ts'
import { createAuthentication, createSourceLimit } from './identity/limit-sources.ts'
import { keysMayBeAt } from './identity/oauth/client-keys.ts'
import { openCredentials } from './identity/open-credentials.ts'
import { createOrganisations } from './identity/organisations.ts'
import { createOidcSignIn } from './identity/people/oidc.ts'
import { createPeople } from './identity/people/people.ts'
import { createLoginRecord } from './identity/record-logins.ts'
import { scheduleBackups } from './jobs/backup.ts'
import { createCopies } from './jobs/copy-keys.ts'
import { createExpiry } from './jobs/expire.ts'
import { createJournalExpiring } from './jobs/expire-journal.ts'
import { forEach } from './jobs/for-each.ts'
import { readMark } from './jobs/mark.queries.ts'
import { createMark } from './jobs/mark.ts'
import { createProjecting, createProjectionCheck } from './jobs/project.ts'
import { schedule } from './jobs/schedule.ts'
import { createWatching } from './jobs/watch.ts'
import { createRounds } from './jobs/witness.ts'
import { type Clock, DAY, HOUR, MINUTE, SECOND } from './kernel/clock.ts'
import { createEgress } from './kernel/egress.ts'
import { createIds } from './kernel/id.ts'
import { createLog, faultOf } from './kernel/log.ts'
import type { ObjectStore } from './kernel/object-store.ts'
import type { RandomBytes } from './kernel/random.ts'
import { createAgreements } from './policy/agreements/agreements.ts'
import { policyOfDetermination } from './policy/agreements/expert.ts'
import { createValidatedRoutes } from './policy/agreements/validated-routes.ts'
import { createCharts } from './policy/consent/charts.ts'
import { createConsentReview } from './policy/consent/review.ts'
import { createFacts } from './policy/decision/facts.ts'
import { createEmergencies } from './policy/emergency/emergencies.ts'
import { createNotices, type NoticeRecipient } from './policy/emergency/notices.ts'
import { createLabeller } from './policy/labels/record.ts'
import { openLimits } from './policy/limits/open-limits.ts'
import { createPatients, encounterPseudonym, patientPseudonym } from './policy/patients/patients.ts'
import { createPolicies } from './policy/sets/policies.ts'
import { createProviders } from './providers/catalogue.ts'
import { createIngest } from './retrieval/ingest.ts'
import { createRetrieval } from './retrieval/search.ts'
import { createWhoMaySee } from './retrieval/who-may-see.ts'
import { createHolds } from './shred/holds.ts'
import { createJournalExpiry } from './shred/retention/expire-journal.ts'
import { createShreds } from './shred/shreds.ts'
import { openStore, ownerConnection } from './store/open.ts'
import { createBodies } from './vault/bodies.ts'
import { createVault } from './vault/vault.ts'

/** The outside world, named once: everything below takes time, randomness, disk and secrets as arguments. */
export interface Outside {
  readonly now: Clock
  readonly random: RandomBytes
  readonly disk: Disk
  readonly secret: Environment['secret']
  /** Asks whoever started this on a terminal, without showing what is typed; nothing where nobody can be asked. */
  readonly ask?: (what: string) => Promise<string | undefined>
  readonly createDetector: (config: Config) => Detector | Promise<DetectorPool>
}

export function theOutside(): Outside {
  return {
    now: () => Date.now(),
    random: (length) => randomBytes(length),
    disk: nodeDisk,
    secret: readEnvironment().secret,
    ask: (what) => askSecret(what, process.stdin, process.stderr),
    createDetector: ({ detector, limits }) =>
      openDetectorPool({
        plan: planOf(detector),
        threads: detector.threads ?? Math.max(1, availableParallelism() - 1),
        memoryMib: detector.memoryMib,
        waitingMax: detector.waitingMax,
        callMs: limits.detectMs,
        after,
      }),
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** A timer that keeps nobody's process alive. */
const after: After = (ms, late) => {
  const timer = setTimeout(late, ms).unref()
  return () => clearTimeout(timer)
}

/** As the package names it. */
const { version: VERSION } = createRequire(import.meta.url)('../package.json') as { version: string }

const DRAIN_MS = 30 * SECOND

/** Everything that must be closed again, last opened first; closing goes on when one of them fails. */
function createLifetime() {
  const closers: (() => Promise<void>)[] = []
  return {
    onClose: (close: () => Promise<void>) => void closers.push(close),
    async close() {
      const failures: unknown[] = []
      for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** Opens boundaries: keys, store, journal, stages, doors, in that order; what fails closes what was opened. */
export function createOpenBoundary(outside: Outside): OpenBoundary {
  return async (config, options) => {
    const lifetime = createLifetime()
    try {
      return await open(outside, config, options, lifetime)
    } catch (error) {
      await lifetime.close().catch(() => undefined)
      throw error
    }
  }
}

async function open(
  outside: Outside,
  config: Config,
  options: Parameters<OpenBoundary>[1],
  lifetime: ReturnType<typeof createLifetime>,
) {
  const { now, random, disk } = outside
  const { dataFolder, tenant, limits, retention } = config
  const log = createLog(config.log.level, options.log)
  const metrics = createMetrics()
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })

  const copies = await openPlaces(config.backup?.places ?? [], { ...outside, dataFolder })
  lifetime.onClose(() => copies.close())
  const places = createPlaces(copies.stores, limits.backupPlaceMs)
  let tellKeyFault: OnFault = () => undefined // Before the journal is open there is nowhere to write it.
  const keys = await openDeploymentKeys({
    ...keysOf(outside, config),
    places,
    onFault: (...fault) => tellKeyFault(...fault),
  })
  lifetime.onClose(() => keys.close())
  const { keyring } = keys
  const store = await openStore({ source: sourceOf(config), dataFolder, random })
  lifetime.onClose(() => store.close())
  const egressToWitnesses = createEgress({ limits })
  lifetime.onClose(() => egressToWitnesses.close())
  // Closed after the journal: its very last checkpoint is witnessed too.
  const farewell = { round: (): Promise<void> => Promise.resolve() }
  lifetime.onClose(() => farewell.round())
  // Closed after the journal too: what it wrote last is shipped.
  const parting = { close: (): Promise<void> => Promise.resolve() }
  lifetime.onClose(() => parting.close())
  const mark = await readMark(store.shared, config.node)
  const journal = await openJournal({
    dataFolder,
    node: config.node,
    operator: tenant,
    keyring,
    now,
    random,
    mark,
    disk,
  })
  lifetime.onClose(() => journal.close())
  const { witnesses, witnessMs } = config.journal
  const witnessing = createWitnessing({ witnesses, egress: egressToWitnesses, log: journal, disk, now })
  await startWitnessing(witnessing)
  farewell.round = () => witnessing.round().catch(() => undefined)
  tellKeyFault = createKeyFaultNote({ journal, tenant, now })
  const backups = await openBackupsOf(outside, config, { stores: copies.stores, journal, keyring })
  if (backups !== undefined) parting.close = () => backups.close()
  const heldOutside = await createHeldOutside(config, { witnessing, backups, stores: copies.stores, journal, now })
  if (config.journal.unwitnessed) log.warn('nobody outside this machine has to hold the journal’s checkpoints')
  const recorder = createRecorder({ journal, tenant, now })
  lifetime.onClose(() => recorder.close())

  const identity = createIdentity({ store, keyring, now, random })
  const sources = createSourceLimit(now, { failuresPerMinuteMax: limits.refusedCredentialsPerMinuteMax })
  const egressToIssuers = createEgress(issuerEgress(config))
  lifetime.onClose(() => egressToIssuers.close())
  const { credentials, forget } = openCredentials({
    identity,
    store,
    keyring,
    now,
    random,
    tenant,
    limit: sources,
    egress: egressToIssuers,
    settings: config.identity,
    secret: outside.secret,
    onUnreachable(address, cause) {
      log.warn('an identity provider cannot be asked', { code: 'issuer_unavailable', address, fault: faultOf(cause) })
    },
    onSkew(issuer, aheadMs) {
      metrics.clockOff()
      log.warn('a clock is off', { code: 'clock_skew', address: issuer, ms: Math.round(aheadMs) })
    },
  })
  const people = createPeople({
    store,
    keyring,
    settings: config.people,
    now,
    random,
    write: (of, body) => journal.append(of, body),
    countRefused: (source, code) => recorder.countRefusedCredentials(source, code),
  })
  const oidc = signInOf(outside, config, { keyring, tickets: people.tickets }, lifetime)
  const directory = createDirectory({
    store,
    now,
    keysMayBeAt: (of, url) => keysMayBeAt({ tenant, settings: config.identity }, of, url),
    changed() {
      forget()
      people.sessions.forget()
    },
  })
  const organisations = createOrganisations({ store, operator: tenant, now })
  const tenants = () => organisations.tenants()
  const agreements = createAgreements({ store, now })
  const { projection, ...reading } = openReading({
    store,
    journal,
    keyring,
    node: config.node,
    now,
    hours: { timeZone: config.review.timeZone, from: config.review.fromHour, to: config.review.toHour },
    people: async (of) => ['local-operator', ...(await directory.listUsers(of)).map(({ id }) => id)],
    onDamage: (_of, fault) => log.warn('rows of the journal are made again', { fault }),
  })
  const policies = createPolicies({
    store,
    now,
    publishByTwo: config.policy.publishByTwo,
    onFault(set) {
      metrics.policyFault()
      log.error('a policy could not be evaluated', { event: set })
    },
    onChange: (set) => log.info('a policy set is in force', { event: set }),
  })
  await policies.current(tenant) // Read and parsed before the first request, not by it.
  const { organizationsOpen } = config.relationships
  const patients = createPatients({ store, keyring, organizationsOpen })
  const newId = createIds({ now, random })
  const egressOfNotices = createEgress({ limits })
  lifetime.onClose(() => egressOfNotices.close())
  const notices = createNotices({ store, egress: egressOfNotices, recipient: recipientOf(outside, config), now })
  const emergencies = createEmergencies({
    store,
    keyring,
    journal,
    notices,
    settings: config.emergency,
    people: config.people,
    timeZone: config.review.timeZone,
    now,
    newId,
  })
  const quotas = openLimits({
    settings: config.quotas,
    timeZone: config.review.timeZone,
    store,
    node: config.node,
    notices,
    journal,
    now,
    onAlarm: () => metrics.patientsAlarm(),
  })
  lifetime.onClose(() => quotas.close())
  const watching = createWatching({ tenants, dataFolder, emergencies, notices })
  const vault = createVault({
    store,
    keyring,
    now,
    limits: { stateBytesMax: limits.conversationBytesMax, idleMs: retention.conversationHours * HOUR },
  })
  const bodies = createBodies({ store, keyring, now, bodyDays: retention.bodyDays })
  const consenting = { store, keyring, now, patients, settings: config.consent }
  const charts = createCharts(consenting)
  const consents = createConsentReview(consenting)
  const retrieval = createRetrieval({ store, keyring, now })
  const ingest = createIngest({
    store,
    keyring,
    now,
    label: createLabeller(config.consent),
    limits: { lineBytesMax: limits.ingestLineBytesMax, attachmentBytesMax: limits.ingestAttachmentBytesMax },
  })

  const feeds = await openFeeds({ adt: config.feeds.adt, tenant, store, keyring, journal, log, now, newId })
  lifetime.onClose(() => feeds.close())

  const egress = createEgress({ limits })
  const providers = createProviders({ egress, keyOf: outside.secret, now, random })
  lifetime.onClose(() => providers.close())

  const detector = await outside.createDetector(config)
  if ('close' in detector) lifetime.onClose(() => detector.close())
  const engine = { detector, sha256, now, after, limits: engineLimits(config) }
  const deidentifier = createDeidentifier({ ...engine, policies: Object.values(POLICIES) })
  const determined = (determination: RouteDetermination) =>
    createDeidentifier({ ...engine, policies: [policyOfDetermination(determination).policy] })
  const { detectorHash } = deidentifier
  const validatedRoutes = createValidatedRoutes({ store, now, officers: officersOf(config), detectorHash })
  const clean = createClean({ deidentifier, determined, retrieval, vault, keyring, random })
  const stages: Stages = {
    begin: (ask) =>
      createTrail(ask, {
        recorder,
        limiter: quotas,
        now,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        pseudonymOf: async (of, reference) => patientPseudonym(await keyring.tenant(of), reference),
        encounterPseudonymOf: async (of, reference) => encounterPseudonym(await keyring.tenant(of), reference),
        onOutcome(outcome, asking, cause) {
          metrics.settled(outcome)
          const { request, application } = asking
          log.info('request settled', {
            request,
            application,
            outcome: outcome.outcome,
            code: outcome.code ?? 'none',
            ms: outcome.ms,
          })
          if (outcome.code === 'internal' || outcome.code === 'detector_failed')
            log.error('unforeseen fault', { request, fault: faultOf(cause) })
        },
      }),
    read: createRead(config),
    admit: createAdmit({
      policies,
      gatherFacts: createFacts({
        patients,
        classesOf: charts.classesOf,
        consentOf: charts.consentOf,
        agreements,
        validated: validatedRoutes,
        emergencies,
        detectorHash,
      }),
      emergencies,
      now,
    }),
    async clean(ask, question, decision) {
      const cleaned = await clean(ask, question, decision)
      metrics.identifiers(cleaned.counts)
      return cleaned
    },
    dispatch: createDispatch({ journal, providers, deidentifier, random }),
    restore: createRestore({
      bodies,
      onForgotten(cause) {
        metrics.forgotten()
        log.warn('a turn was not remembered', { fault: faultOf(cause) })
      },
    }),
  }

  const documents = {
    begin: (call: Parameters<Stages['begin']>[0]) => stages.begin(call),
    limits,
    now,
    random,
    keyring,
    vault,
    journal,
    patients,
    consentOf: charts.consentOf,
    policies,
    emergencies,
  }
  const record = (of: string, principal: string, made: Change) =>
    journal.append(of, { class: 'configuration', v: 1, principal, ...made }).then(() => undefined)
  const holds = createHolds({ store, keyring, record, now, newId })
  const shreds = createShreds({
    store,
    keyring,
    care: keys.care,
    journal,
    journalFolder: journal.folder,
    disk,
    node: config.node,
    signer: createNoteKey(journal.origin, keyring.checkpointSeed).signer,
    now,
    newId,
  })
  const journalExpiry = createJournalExpiry({
    store,
    keyring,
    care: keys.care,
    journal,
    journalFolder: journal.folder,
    disk,
    projection,
    days: retention.journal.days,
    operator: tenant,
    now,
  })
  const doors = await openDoors({
    config,
    answer: (ask) => answer(ask, stages),
    deidentify: createDeidentify({
      ...documents,
      retrieval,
      deidentifier,
      onIdentifiers: (counts) => metrics.identifiers(counts),
    }),
    reidentify: createReidentify(documents),
    breakGlass: createBreakGlass(documents),
    emergencies,
    watched: () => watching.found(),
    authenticate: createAuthentication({ identity, limit: sources }),
    ...credentials,
    recordLogin: createLoginRecord({ write: (of, body) => journal.append(of, body), now }),
    identity,
    directory,
    people,
    ...(oidc === undefined ? {} : { oidc }),
    sources,
    organisations,
    agreements,
    policies,
    validatedRoutes,
    bodies,
    ingest,
    whoMaySee: createWhoMaySee({ store, keyring, now, organizationsOpen }),
    kept: feeds.kept,
    journal,
    recorder,
    ...reading,
    consents,
    patientPseudonym: async (of, reference) => patientPseudonym(await keyring.tenant(of), reference),
    version: VERSION,
    anchored: () => isAnchored(witnessing, now(), witnessMs),
    heldOutside,
    contradicted: () => witnessing.contradiction() !== undefined,
    ...(backups === undefined ? {} : { backups }),
    store,
    metrics,
    ...('status' in detector ? { detectorStatus: () => detector.status() } : {}),
    log,
    admission: createAdmission(limits),
    newId,
    keyCare: keys.care,
    shreds,
    holds,
    journalExpiry,
    clinicianOfIngested: options.clinicianOfIngested,
    now,
  })
  lifetime.onClose(() => doors.close(DRAIN_MS))

  const jobs = [
    schedule(
      createExpiry({
        tenants,
        expire: [(of) => vault.expire(of), (of) => bodies.expire(of)],
        held: async (of) => (await holds.list(of)).some(({ liftedAt }) => liftedAt === undefined),
        log,
      }),
      10 * MINUTE,
      log,
    ),
    schedule(
      forEach(tenants, (of) => shreds.proceed(of)),
      MINUTE,
      log,
    ),
    schedule(
      createJournalExpiring({ tenants, expiry: journalExpiry, expire: retention.journal.expire, now, log }),
      HOUR,
      log,
    ),
    schedule(
      forEach(tenants, (of) => people.expire(of)),
      MINUTE,
      log,
    ),
    schedule(() => feeds.forget(), HOUR, log),
    schedule(createMark({ node: config.node, journal, store }), 5 * SECOND, log),
    schedule(createCopies({ places, log }), 10 * SECOND, log),
    ...(backups && config.backup ? scheduleBackups({ backups, settings: config.backup, log }) : []),
    schedule(() => watching.round(), SECOND, log),
    schedule(() => quotas.round(), SECOND, log),
    schedule(
      forEach(tenants, (of) => quotas.forget(of)),
      HOUR,
      log,
    ),
    schedule(createProjecting({ tenants, projection }), SECOND, log),
    schedule(createProjectionCheck({ tenants, projection }), DAY, log),
    schedule(createRounds({ witnessing, journal, operator: tenant, log }), witnessMs, log),
  ]
  for (const job of jobs) lifetime.onClose(() => job.stop())
  // First of all: the jobs that are stopped next wait for what they are doing.
  lifetime.onClose(async () => backups?.end())

  const recordLocal = async (made: Change): Promise<void> => {
    await journal.append(tenant, { class: 'configuration', v: 1, principal: 'local-operator', ...made })
  }
  return {
    url: doors.url,
    adminUrl: doors.adminUrl,
    adtPort: feeds.adtPort,
    async localKey(person: Parameters<typeof directory.addUser>[1], lifetimeMs: number, steppedUp = false) {
      await directory.addUser(tenant, person, recordLocal)
      const { id, key } = await identity.issueKey({ tenant, principal: person.id, lifetimeMs, steppedUp }, recordLocal)
      return { id, key }
    },
    async revokeKey(id: string) {
      await identity.revokeKey(tenant, id, recordLocal)
    },
    async person(id: string) {
      const found = (await directory.listUsers(tenant)).find((user) => user.id === id && user.revokedAt === undefined)
      if (found === undefined) return undefined
      const { revokedAt: _, ...person } = found
      return person
    },
    close: () => lifetime.close(),
  }
}

/** Who is told of emergencies and alarms. Throws `config_invalid` where the key of the signature is not there. */
function recipientOf({ secret }: Outside, { notices }: Config): NoticeRecipient | undefined {
  if (notices?.secretFrom === undefined) return notices && { url: notices.url }
  const key = secret(notices.secretFrom)
  if (key === undefined) throw new CordonError('config_invalid', { at: `notices.secretFrom: ${notices.secretFrom}` })
  return { url: notices.url, secret: key }
}

/** Whether a witness, or a backup place under another administrator, holds a checkpoint of the journal that is not old. */
async function createHeldOutside(
  { journal: { witnesses, unwitnessed, unwitnessedMinutesMax }, backup }: Config,
  parts: {
    witnessing: Witnessing
    backups: Backups | undefined
    stores: readonly ObjectStore[]
    journal: OpenedJournal
    now: Clock
  },
): Promise<() => boolean> {
  const { witnessing, backups, stores, journal, now } = parts
  // What a witness said before this start: one that is away for a while does not make it untrue.
  const before = (await newestCosignature(journal.folder, witnesses))?.time
  const elsewhere = new Set(backup?.places.flatMap((place, n) => (place.elsewhere ? (stores[n]?.name ?? []) : [])))
  return () => {
    const shipped = (backups?.status().places ?? []).filter(({ place }) => elsewhere.has(place))
    const cosigned = [witnessing.anchored()?.at, before === undefined ? undefined : before * SECOND]
    const said = [...cosigned, ...shipped.map(({ shippedAt }) => shippedAt)]
    return unwitnessed || isHeldOutside(said, now(), unwitnessedMinutesMax * MINUTE)
  }
}

/** The backups that the configuration asks for. */
async function openBackupsOf(
  { disk, now, random }: Outside,
  config: Config,
  parts: { stores: readonly ObjectStore[]; journal: OpenedJournal; keyring: Keyring },
) {
  const { backup: settings, dataFolder, node, tenant } = config
  if (settings === undefined) return undefined
  const owner = await ownerConnection({ source: sourceOf(config), dataFolder, random })
  const pgBin = config.database.binFolder
  const held = () => isHeld(owner)
  return openBackups({ ...parts, settings, dataFolder, node, operator: tenant, owner, pgBin, held, disk, now, random })
}

/** The way to the organisation's identity provider, through an egress list with nothing else on it. */
function signInOf(
  { now, secret }: Outside,
  { people: { oidc: settings, sessionHours }, limits }: Config,
  parts: Pick<Parameters<typeof createOidcSignIn>[0], 'keyring' | 'tickets'>,
  lifetime: ReturnType<typeof createLifetime>,
) {
  if (settings === undefined) return undefined
  const egress = createEgress({ limits })
  lifetime.onClose(() => egress.close())
  return createOidcSignIn({ ...parts, settings, sessionHours, egress, secret, now })
}

/** Throws `config_invalid` for a key that is none: a statement by it would be a stranger's for ever. */
function officersOf({ validation }: Config): NoteVerifier[] {
  return validation.privacyOfficers.map((vkey, n) => {
    try {
      return noteVerifier(vkey)
    } catch (cause) {
      throw new CordonError('config_invalid', { at: `validation.privacyOfficers.${n}`, cause })
    }
  })
}

/** Identity providers answer in seconds, with little; a request of somebody new waits for them. */
function issuerEgress({ limits, identity: { caFile } }: Config) {
  const bounds = {
    upstreamConnectMs: 3 * SECOND,
    upstreamHeadersMs: 5 * SECOND,
    upstreamIdleMs: 5 * SECOND,
    upstreamMs: 10 * SECOND,
    upstreamBytesMax: 262_144,
    upstreamConnectionsMax: 8,
  }
  return { limits: { ...limits, ...bounds }, ...(caFile === undefined ? {} : { tlsCa: readFileSync(caFile, 'utf8') }) }
}

/** What opens the keys that a configuration names. */
function keysOf({ now, random, secret, ask }: Outside, { keys, dataFolder, limits }: Config) {
  return { keys, dataFolder, serviceMs: limits.keyServiceMs, now, random, secret, ask }
}

function sourceOf({ database }: Config) {
  const { url, binFolder } = database
  return url === undefined ? { kind: 'supervised' as const, pgBin: binFolder } : { kind: 'url' as const, url }
}

function engineLimits({ limits }: Config) {
  return {
    charsMax: limits.textCharactersMax,
    depthMax: limits.jsonDepthMax,
    leavesMax: limits.jsonLeavesMax,
    detectMsMax: limits.detectMs,
  }
}

/** A statement about the journal while no server runs. The database says who may be named, and what it remembers. */
async function declareAs<T>(
  by: { readonly person: string; readonly reason: string },
  outside: Outside,
  config: Config,
  declare: (deps: JournalDeps & typeof by) => Promise<T>,
): Promise<T> {
  const { now, random, disk } = outside
  const { dataFolder, node, tenant } = config
  const lifetime = createLifetime()
  try {
    const keys = await openDeploymentKeys({ ...keysOf(outside, config), onFault: () => undefined })
    lifetime.onClose(() => keys.close())
    const store = await openStore({ source: sourceOf(config), dataFolder, random })
    lifetime.onClose(() => store.close())
    const people = await createDirectory({ store, now, changed: () => undefined }).listUsers(tenant)
    if (!people.some(({ id, revokedAt }) => id === by.person && revokedAt === undefined))
      throw new CordonError('not_found', { at: `user ${by.person} (--as)` })
    const mark = await readMark(store.shared, node)
    return await declare({ dataFolder, node, operator: tenant, keyring: keys.keyring, now, random, disk, mark, ...by })
  } finally {
    await lifetime.close()
  }
}

/** The command line of this process. */
export function main(argv: readonly string[]): Promise<number> {
  const outside = theOutside()
  const { now, random } = outside
  // A reader that has seen enough (`cordon … | head`) closes the pipe: that is no fault.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  return runCommandLine(argv, {
    environment: readEnvironment(),
    out: process.stdout,
    err: process.stderr,
    openBoundary: createOpenBoundary(outside),
    createKeys: async (config) => {
      const { recoveryPath } = await createDeploymentKeys(keysOf(outside, config))
      return { recoveryFile: recoveryPath }
    },
    declare: {
      loss: (config, by) => declareAs(by, outside, config, declareLoss),
      clock: (config, by) => declareAs(by, outside, config, declareClock),
    },
    createEgress: () => createEgress({ limits: COMMAND_LIMITS }),
    now,
    random,
    stopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      }),
  })
}

/** A command waits for long work, such as an ingest, at the door of a boundary it was pointed to. */
const COMMAND_LIMITS = {
  upstreamConnectMs: 5 * SECOND,
  upstreamHeadersMs: HOUR,
  upstreamIdleMs: HOUR,
  upstreamMs: 12 * HOUR,
  upstreamBytesMax: 1_073_741_824,
  upstreamConnectionsMax: 8,
}
