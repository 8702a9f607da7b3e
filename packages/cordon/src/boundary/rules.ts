import { CordonError } from '@cordon/contract'
import type { NoteVerifier } from '@cordon/ledger'
import { noteVerifier } from '../audit/ed25519.ts'
import type { Config } from '../config/schema.ts'
import { createWatching } from '../jobs/watch.ts'
import { createEgress } from '../kernel/egress.ts'
import { createAgreements, type VendorRules } from '../policy/agreements/agreements.ts'
import { readCatalogue } from '../policy/agreements/catalogue/read-catalogue.ts'
import { createCharts } from '../policy/consent/charts.ts'
import { createConsentReview } from '../policy/consent/review.ts'
import { createEmergencies } from '../policy/emergency/emergencies.ts'
import { createNotices, type NoticeRecipient } from '../policy/emergency/notices.ts'
import { openLimits } from '../policy/limits/open-limits.ts'
import { createPatients } from '../policy/patients/patients.ts'
import { createDrafts } from '../policy/sets/drafts.ts'
import { createPolicies } from '../policy/sets/policies.ts'
import type { Base, Ground } from './ground.ts'
import type { Outside } from './outside.ts'
import type { Who } from './who.ts'

export type Rules = Awaited<ReturnType<typeof openRules>>

/** What is compared before anything leaves: policies, patients and their consents, agreements, emergencies, limits. */
export async function openRules(base: Base, { store, keyring, journal }: Ground, { tenants, secondPerson }: Who) {
  const { outside, config, lifetime, log, metrics, newId } = base
  const { now } = outside
  const { tenant, dataFolder, limits } = config
  const { organizationsOpen } = config.relationships
  const agreements = createAgreements({ store, now, ...vendorRulesOf(config) })
  const policies = createPolicies({
    drafts: createDrafts(),
    store,
    now,
    publishByTwo: config.policy.publishByTwo,
    secondPerson,
    onFault(set) {
      metrics.policyFault()
      log.error('a policy could not be evaluated', { event: set })
    },
    onChange: (set) => log.info('a policy set is in force', { event: set }),
  })
  // Read and parsed before the first request, not by it. One that cannot be read refuses each request, and an officer who
  // publishes another has to reach the admin door.
  await policies.current(tenant).catch((error: unknown) => {
    if (!(error instanceof CordonError && error.code === 'policy_failed')) throw error
  })
  const patients = createPatients({ store, keyring, organizationsOpen })
  const consenting = { store, keyring, now, patients, settings: config.consent }
  const charts = createCharts(consenting)
  const consents = createConsentReview(consenting)
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
    secondPerson,
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
    onFindingsAlarm: () => metrics.findingsAlarm(),
    bodyBytesMax: Math.max(limits.bodyBytesMax, limits.documentBytesMax),
  })
  lifetime.onClose(() => quotas.close())
  const watching = createWatching({ tenants, dataFolder, emergencies, notices })
  return { agreements, policies, patients, charts, consents, emergencies, quotas, watching }
}

/** What holds for every vendor. Throws `config_invalid` for a key that is none, or a catalogue that is not one. */
function vendorRulesOf({ vendors: { catalogueFile, reviewers, attestedHoursMax } }: Config): VendorRules {
  const keys = reviewers.map((vkey, n) => verifierOf(vkey, `vendors.reviewers.${n}`))
  return { catalogue: readCatalogue(catalogueFile), reviewers: keys, attestedHoursMax }
}

function verifierOf(vkey: string, at: string): NoteVerifier {
  try {
    return noteVerifier(vkey)
  } catch (cause) {
    throw new CordonError('config_invalid', { at, cause })
  }
}

/** Who is told of emergencies and alarms. Throws `config_invalid` where the key of the signature is not there. */
function recipientOf({ secret }: Outside, { notices }: Config): NoticeRecipient | undefined {
  if (notices?.secretFrom === undefined) return notices && { url: notices.url }
  const key = secret(notices.secretFrom)
  if (key === undefined) throw new CordonError('config_invalid', { at: `notices.secretFrom: ${notices.secretFrom}` })
  return { url: notices.url, secret: key }
}
