import { z } from 'zod'
import { ChartPath } from './chart-path.ts'
import { DeidPolicy } from './deidentify.ts'
import { ApplicationId } from './id.ts'
import { ChatFrontEnd, ClientCertificate, OAuthClient } from './oauth-client.ts'
import { Purpose } from './purpose.ts'
import { Quotas } from './quota.ts'

/** What of a chart may go with a question: the minimum necessary for this application's task, 164.502(b). */
export const TaskProfile = z.strictObject({
  passagesMax: z.int().min(0).max(64).default(8),
  passageCharactersMax: z.int().min(0).max(200_000).default(12_000),
  /** Only notes this recent, in days; absent: any age. */
  lookbackDays: z.int().min(1).optional(),
  /** Only these note sections (lower-case headings); absent: any. */
  sections: z.array(z.string().max(100)).max(64).optional(),
  /** Only these kinds of records, or elements of them (`Observation.value`); absent: whatever the policies give. */
  paths: z.array(ChartPath).max(150).optional(),
})
export type TaskProfile = z.infer<typeof TaskProfile>

/** An application's registration: who may connect, and what its registration fixes or allows. */
export const Application = z.strictObject({
  id: ApplicationId,
  name: z.string().min(1).max(200),
  /** The purposes it may assert. */
  purposes: z.array(Purpose).min(1),
  /** Asserted for every request that states none. */
  purposeFixed: Purpose.optional(),
  /** Model names it may ask for; `*` admits any that its vendors serve. */
  models: z.array(z.string().max(200)).min(1).max(200),
  /** Vendor ids, in order of preference. */
  vendors: z.array(z.string().max(64)).min(1).max(32),
  /** Shares in which its vendors are asked first, by vendor id; absent: the first that can be asked. */
  vendorShares: z.record(z.string().max(64), z.int().min(0).max(1_000)).optional(),
  /** Copies of its answered questions for another vendor, to compare: how many of them, from 0 to 1. Nobody gets their answers. */
  shadow: z
    .strictObject({ vendor: z.string().max(64), model: z.string().min(1).max(200), share: z.number().min(0).max(1) })
    .optional(),
  /** Its tier of availability, of those that the configuration names; absent: `standard`. */
  tier: z.string().max(32).optional(),
  /** Tools inside the boundary: their arguments are restored. `*` registers all. */
  toolsInside: z.array(z.string().max(200)).max(500).default([]),
  /** Images of somewhere else in answers: made links that nobody fetches unasked (default), or kept. */
  imagesInAnswers: z.enum(['links', 'kept']).optional(),
  /** Of an answer that names another patient: it is stopped (default), or goes on with a mark in the place of the name. */
  othersInAnswers: z.enum(['block', 'mark']).optional(),
  /** Whole answers are kept so long, and given again to exactly the same question; absent: none is. */
  answerCache: z.strictObject({ lifetimeS: z.int().min(1).max(604_800) }).optional(),
  /** Of passages that say what only a model could be told: left out (default), or marked like all that read like instructions. */
  injectionsInPassages: z.enum(['left-out', 'marked']).optional(),
  /** Whether a request may state no patient: then no retrieval, and the entry says `patient: unstated`. */
  patientOptional: z.boolean().default(false),
  /** Whether passages of the chart are added without being asked for. */
  retrieve: z.enum(['asked', 'always', 'never']).default('asked'),
  profile: TaskProfile.prefault({}),
  /** How its prompts are de-identified; absent: under Safe Harbor. An agreement with the vendor has to permit it. */
  policy: DeidPolicy.optional(),
  /** How it may have documents de-identified; absent: under Safe Harbor only. The other policies leave PHI. */
  policies: z.array(DeidPolicy).max(8).optional(),
  /** Rates, budgets and patients in a day, in the place of the site's own; absent: those. */
  quotas: Quotas.optional(),
  /** How its service gets tokens at `/oauth/token`; absent: not there. */
  client: OAuthClient.optional(),
  /** Client certificates that speak for it. */
  certificates: z.array(ClientCertificate).max(20).optional(),
  /** Whether its services may act for a person whom a signed token names (RFC 8693); absent: never. */
  actsForPeople: z.boolean().optional(),
  /** A chat front end: it asks nothing but for the person that it signs for. */
  chatFrontEnd: ChatFrontEnd.optional(),
})
export type Application = z.infer<typeof Application>
