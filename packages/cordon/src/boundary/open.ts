import { mkdir } from 'node:fs/promises'
import { openReading } from '../audit/reading/open-reading.ts'
import { isAnchored } from '../audit/witness/witnessing.ts'
import type { OpenBoundary } from '../cli/boundary.ts'
import { createLent } from '../config/lent.ts'
import type { Config } from '../config/schema.ts'
import { answer } from '../gateway/answer.ts'
import { createDeidentify } from '../gateway/documents/deidentify.ts'
import { createReidentify } from '../gateway/documents/reidentify.ts'
import { createBreakGlass } from '../gateway/emergency.ts'
import { createNotOffered } from '../gateway/not-offered.ts'
import { createAvailabilityWatching } from '../gateway/resilience/availability-watch.ts'
import type { Stages } from '../gateway/stages.ts'
import { createToolCalls } from '../gateway/tools/tool-calls.ts'
import { createAdmission } from '../http/admission.ts'
import { openDoors } from '../http/open-doors.ts'
import type { Change } from '../identity/change.ts'
import { createAuthentication } from '../identity/limit-sources.ts'
import { createLoginRecord } from '../identity/record-logins.ts'
import { SECOND } from '../kernel/clock.ts'
import { createIds } from '../kernel/id.ts'
import { createLog } from '../kernel/log.ts'
import { collectorName } from '../policy/agreements/holders.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import { createWhoMaySee } from '../retrieval/who-may-see.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { type Base, type Ground, openGround } from './ground.ts'
import { createLifetime, type Lifetime } from './lifetime.ts'
import type { Outside } from './outside.ts'
import { openRequest, type RequestParts } from './request.ts'
import { openRetention } from './retention.ts'
import { openRules, type Rules } from './rules.ts'
import { openTraces } from './traces.ts'
import { openVendors } from './vendors.ts'
import { VERSION } from './version.ts'
import { openWho, type Who } from './who.ts'
import { startWork } from './work.ts'

const DRAIN_MS = 30 * SECOND

/** Opens boundaries: ground, people, rules, stages, doors, in that order; what fails closes what was opened. */
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
  lifetime: Lifetime,
): ReturnType<OpenBoundary> {
  const { now, random } = outside
  const log = createLog(config.log.level, options.log)
  const metrics = createMetrics()
  // 164.308(b)(1): until it is known that an agreement covers whoever collects them, none is delivered.
  let agreed = (_place: string): boolean => false
  const { otlp } = config.telemetry
  const mayDeliver = () => otlp !== undefined && agreed(collectorName(otlp.url))
  const traces = await openTraces(outside, config, lifetime, metrics, mayDeliver)
  const newId = createIds({ now, random })
  const lent = createLent(config, outside.secret)
  const base: Base = { outside, config, lifetime, log, metrics, traces, newId, lent }
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 })
  const ground = await openGround(base)
  const who = openWho(base, ground)
  const { projection, ...reading } = openReading({
    store: ground.store,
    journal: ground.journal,
    keyring: ground.keyring,
    node: config.node,
    now,
    hours: { timeZone: config.review.timeZone, from: config.review.fromHour, to: config.review.toHour },
    people: async (of) => ['local-operator', ...(await who.directory.listUsers(of)).map(({ id }) => id)],
    onDamage: (_of, fault) => log.warn('rows of the journal are made again', { fault }),
  })
  const rules = await openRules(base, ground, who)
  const request = await openRequest(base, ground, who, rules)
  const vendors = await openVendors(base, ground, who, rules)
  agreed = (place) => vendors.vendorsWatched().uncovered.every((one) => one.place !== place)
  const retention = openRetention(base, ground, projection, who)
  const availabilityWatching = await openAvailability(config, who, request)
  const doors = await openDoors({
    ...doorsOf(base, ground, who, rules, request),
    availabilityWatched: () => availabilityWatching.found(),
    ...reading,
    ...retention,
    attesting: vendors.attesting,
    vendorsWatched: vendors.vendorsWatched,
    clinicianOfIngested: options.clinicianOfIngested,
  })
  lifetime.onClose(() => doors.close(DRAIN_MS))
  startWork(base, { ...ground, ...who, ...rules, ...request, ...retention, projection, availabilityWatching })
  vendors.startVendors()
  return {
    url: doors.url,
    adminUrl: doors.adminUrl,
    adtPort: request.feeds.adtPort,
    ...localPeople(config, ground, who),
    close: () => lifetime.close(),
  }
}

/** Drills that were running when the process ended go on, and what is counted is at hand, before the first request. */
async function openAvailability(
  { dataFolder }: Config,
  { tenants }: Pick<Who, 'tenants'>,
  { availability, drills }: Pick<RequestParts, 'availability' | 'drills'>,
) {
  for (const tenant of await tenants()) await drills.round(tenant)
  const watching = createAvailabilityWatching({ tenants, dataFolder, availability })
  await watching.round()
  return watching
}

/** What the two doors are handed. */
function doorsOf(
  { outside: { now, random }, config, log, metrics, newId, lent }: Base,
  ground: Ground,
  who: Who,
  rules: Rules,
  request: RequestParts,
) {
  const { keyring, journal, recorder, store, keys, backups, heldOutside, witnessing } = ground
  const { oidc, sources, identity, credentials } = who
  const { patients, charts, policies, emergencies, watching } = rules
  const { vault, retrieval, deidentifier, detector, stages, feeds } = request
  const { limits } = config
  const { organizationsOpen } = config.relationships
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
  const onIdentifiers = (counts: Parameters<typeof metrics.identifiers>[0]) => metrics.identifiers(counts)
  const deidentifies = { ...documents, retrieval, deidentifier, onIdentifiers }
  return {
    config,
    answer: (ask: Parameters<typeof answer>[0]) => answer(ask, stages),
    deidentify: createDeidentify(deidentifies),
    reidentify: createReidentify(documents),
    breakGlass: createBreakGlass(documents),
    toolCalls: createToolCalls({
      ...deidentifies,
      gatherFacts: request.gatherFacts,
      stages,
      documents: deidentifies,
      servers: request.serverTools,
    }),
    servers: request.servers,
    notOffered: createNotOffered(documents),
    emergencies,
    watched: () => watching.found(),
    authenticate: createAuthentication({ identity, limit: sources }),
    ...credentials,
    recordLogin: createLoginRecord({ write: (of, body) => journal.append(of, body), now }),
    identity,
    directory: who.directory,
    people: who.people,
    oidc,
    sources,
    secondPerson: who.secondPerson,
    organisations: who.organisations,
    agreements: rules.agreements,
    policies,
    validatedRoutes: request.validatedRoutes,
    vendorsResting: () => request.vendors.resting(),
    tiers: request.tiers,
    availability: request.availability,
    drills: request.drills,
    bodies: request.bodies,
    answers: request.answers,
    ingest: request.ingest,
    whoMaySee: createWhoMaySee({ store, keyring, now, organizationsOpen }),
    kept: feeds.kept,
    journal,
    recorder,
    consents: rules.consents,
    patientPseudonym: async (of: string, reference: string) => patientPseudonym(await keyring.tenant(of), reference),
    version: VERSION,
    anchored: () => isAnchored(witnessing, now(), config.journal.witnessMs),
    heldOutside,
    contradicted: () => witnessing.contradiction() !== undefined,
    ...(backups === undefined ? {} : { backups }),
    store,
    metrics,
    ...('status' in detector ? { detectorStatus: () => detector.status() } : {}),
    log,
    admission: createAdmission(limits),
    newId,
    lent,
    keyCare: keys.care,
    now,
  }
}

/** What whoever started this process may do without a door: the demo and the first steps, recorded like everything else. */
function localPeople({ tenant }: Config, { journal }: Ground, { directory, identity }: Who) {
  const record = async (made: Change): Promise<void> => {
    await journal.append(tenant, { class: 'configuration', v: 1, principal: 'local-operator', ...made })
  }
  return {
    async localKey(person: Parameters<typeof directory.addUser>[1], lifetimeMs: number, steppedUp = false) {
      if (!(await directory.hasUser(tenant, person))) await directory.addUser(tenant, person, record)
      const { id, key } = await identity.issueKey({ tenant, principal: person.id, lifetimeMs, steppedUp }, record)
      return { id, key }
    },
    async revokeKey(id: string) {
      await identity.revokeKey(tenant, id, record)
    },
    async person(id: string) {
      const found = (await directory.listUsers(tenant)).find((user) => user.id === id && user.revokedAt === undefined)
      if (found === undefined) return undefined
      const { revokedAt: _, ...person } = found
      return person
    },
  }
}
