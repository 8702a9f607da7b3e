import { isAbsolute } from 'node:path'
import { IDENTIFIER_KINDS } from '@cordon/deid'
import { z } from 'zod'
import { AnswerCacheSettings } from './answer-cache.ts'
import { AnswerSettings } from './answers.ts'
import { BackupSettings } from './backup.ts'
import { EmergencySettings, NoticeSettings } from './emergency.ts'
import { FeedSettings, isTimeZone } from './feeds.ts'
import { IdentitySettings } from './identity.ts'
import { KeySettings } from './keys.ts'
import { PeopleSettings } from './people.ts'
import { QuotaSettings } from './quotas.ts'
import { ResilienceSettings } from './resilience.ts'
import { JournalRetention } from './retention.ts'
import { SecretSettings } from './secrets.ts'
import { TelemetrySettings } from './telemetry.ts'
import { VendorSettings } from './vendors.ts'

const ms = (fallback: number, about: string) => z.int().min(1).max(86_400_000).default(fallback).describe(about)
const count = (fallback: number, about: string) => z.int().min(1).max(1_000_000_000).default(fallback).describe(about)

/** Every bound on what comes from outside, with its unit in its name. */
export const Limits = z.strictObject({
  bodyBytesMax: count(1_048_576, 'Largest request body, in bytes.'),
  documentBytesMax: count(4_194_304, 'Largest body of /v1/deidentify and /v1/reidentify, in bytes.'),
  restoredCharactersMax: count(4_000_000, 'Most characters that one /v1/reidentify puts back.'),
  bodyMs: ms(15_000, 'Longest wait for a whole request body.'),
  requestsAtOnceMax: count(256, 'Requests in work at once; the next is refused with `overloaded`.'),
  messagesMax: count(512, 'Most messages or items in one request.'),
  embeddingTextsMax: count(2_048, 'Most texts in one request for embeddings.'),
  textCharactersMax: count(1_000_000, 'Most characters of text in one request, passages included.'),
  jsonDepthMax: count(32, 'Deepest nesting of a request body or of tool-call arguments.'),
  jsonLeavesMax: count(20_000, 'Most values in one request body.'),
  detectMs: ms(5_000, 'Longest de-identification of one request.'),
  upstreamConnectMs: ms(5_000, 'Longest wait for a connection to a vendor.'),
  upstreamHeadersMs: ms(120_000, 'Longest wait for the first byte of a vendor’s answer.'),
  upstreamIdleMs: ms(60_000, 'Longest silence inside a vendor’s answer.'),
  upstreamMs: ms(600_000, 'Longest whole answer of a vendor.'),
  upstreamBytesMax: count(33_554_432, 'Largest answer of a vendor, in bytes.'),
  upstreamConnectionsMax: count(128, 'Connections to one vendor at once.'),
  refusedCredentialsPerMinuteMax: count(60, 'Refused credentials from one address before it is made to wait.'),
  keyServiceMs: ms(10_000, 'Longest call of a key service, its retries included.'),
  backupPlaceMs: ms(10_000, 'How long a destruction waits for a place of backups to say what key registers it holds.'),
  conversationBytesMax: count(4_194_304, 'Largest code book of one conversation, sealed, in bytes.'),
  conversationItemsBytesMax: count(
    1_048_576,
    'Most of its answers that one conversation keeps for references to them, de-identified and sealed, in bytes; the oldest are forgotten.',
  ),
  ingestLineBytesMax: count(67_108_864, 'Longest NDJSON line or FHIR bundle, in bytes.'),
  ingestAttachmentBytesMax: count(8_388_608, 'Largest note inside a DocumentReference, in bytes.'),
})
export type Limits = z.infer<typeof Limits>

/** Where texts are read: in threads of their own, each with a detector in it. */
const Detection = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('Threads that read texts; absent: one fewer than the machine runs at once, at least one.'),
  waitingMax: count(256, 'Texts that wait for a free thread; the next is refused with `overloaded`.'),
  memoryMib: z
    .int()
    .min(64)
    .max(16_384)
    .default(512)
    .describe('Largest heap of one thread, in MiB: beyond it the thread is replaced and its request refused.'),
  packs: z
    .array(
      z
        .string()
        .max(1_024)
        .refine((name) => name === 'es' || isAbsolute(name), 'must be `es` or absolute'),
    )
    .max(8)
    .default([])
    .describe('Languages besides English: `es`, or a JSON file with a pack of your own.'),
  onnx: z
    .strictObject({
      folder: z
        .string()
        .refine(isAbsolute, 'must be absolute')
        .describe('A token classifier of your own, beside Cordon’s: model.onnx, tokenizer.json, config.json.'),
      labels: z
        .record(z.string().max(100), z.enum([...IDENTIFIER_KINDS, 'none']))
        .describe(
          'What each of its labels means, without B- or I-: a kind, or `none`. One that is not named is refused.',
        ),
      threshold: z
        .number()
        .min(0)
        .max(1)
        .default(0.5)
        .describe('Probability from which a word is taken for an identifier.'),
      runtimeFolder: z
        .string()
        .refine(isAbsolute, 'must be absolute')
        .optional()
        .describe('Where the package onnxruntime-node is; absent: beside Cordon.'),
    })
    .optional(),
})

/** Who, beyond this machine's administrators, holds what the journal signed. */
const Witnessed = z.strictObject({
  witnesses: z
    .array(
      z.strictObject({
        url: z.url().max(2_048).describe('Where it listens: https, or http on this machine.'),
        vkey: z
          .string()
          .max(500)
          .regex(/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/, 'a verifier key: name+hex8+base64')
          .describe('The key it cosigns with (type 0x04), as `cordon audit witness` prints it.'),
      }),
    )
    .max(16)
    .default([])
    .describe('Witnesses (c2sp.org/tlog-witness) under other administrators: each a `url` and a `vkey`.'),
  unwitnessed: z
    .boolean()
    .default(false)
    .describe('A box alone: ready although nobody outside holds the journal’s checkpoints. Its holder can rewrite it.'),
  unwitnessedMinutesMax: z
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe('Minutes since somebody outside last held a checkpoint, after which `/readyz` is 503.'),
  witnessMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('How often they are asked, in milliseconds: what was written since is not protected yet.'),
})

const ownCertificate = {
  certificateFile: z.string().describe('PEM certificate chain.'),
  keyFile: z.string().describe('PEM private key.'),
}
/** At the application door clients may show certificates, too. */
const mutual = {
  ...ownCertificate,
  clientCaFile: z.string().optional().describe('PEM authorities of client certificates; absent: none are asked for.'),
  clientCrlFile: z.string().optional().describe('PEM list of revoked client certificates.'),
}

/** Where one of the two doors listens. Anything but loopback needs TLS. */
const listen = <Tls extends typeof ownCertificate>(port: number, tls: Tls) =>
  z.strictObject({
    host: z.string().max(255).default('127.0.0.1').describe('Address to listen on.'),
    port: z.int().min(0).max(65_535).default(port).describe('Port; 0 takes any free one.'),
    tls: z.strictObject(tls).optional().describe('TLS 1.2 or newer; required unless the address is loopback.'),
  })

/** `cordon.yaml`, whole: every setting, its default and what it is for. Unknown keys are errors. */
export const Config = z.strictObject({
  dataFolder: z
    .string()
    .refine(isAbsolute, 'must be absolute')
    .describe('Where journal, key register and database live.'),
  node: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/)
    .default('cordon-1')
    .describe('Name of this node: the origin of its log is `cordon/<node>`.'),
  tenant: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .default('main')
    .describe('The organisation this deployment serves.'),
  keys: KeySettings,
  identity: IdentitySettings.prefault({}),
  database: z
    .strictObject({
      url: z.string().optional().describe('An external PostgreSQL 15 or newer; absent: Cordon runs its own.'),
      binFolder: z.string().optional().describe('PostgreSQL’s binaries; absent: those that npm brought.'),
    })
    .prefault({}),
  application: listen(8787, mutual).prefault({}).describe('The door for applications.'),
  admin: listen(8788, ownCertificate).prefault({}).describe('The door for operators.'),
  people: PeopleSettings.prefault({}),
  admitFields: z
    .strictObject({
      chat: z
        .array(z.string().max(100))
        .max(50)
        .default([])
        .describe(
          'Fields of Chat Completions beyond the table, and each key inside them as `field.key`; their strings are cleaned.',
        ),
      responses: z
        .array(z.string().max(100))
        .max(50)
        .default([])
        .describe(
          'Fields of Responses beyond the table, and each key inside them as `field.key`; their strings are cleaned.',
        ),
      messages: z
        .array(z.string().max(100))
        .max(50)
        .default([])
        .describe(
          'Fields of Anthropic Messages beyond the table, and each key inside them as `field.key`; their strings are cleaned.',
        ),
      embeddings: z
        .array(z.string().max(100))
        .max(50)
        .default([])
        .describe(
          'Fields of Embeddings beyond the table, and each key inside them as `field.key`; their strings are cleaned.',
        ),
    })
    .prefault({})
    .describe('Request fields beyond the dialect’s table that an operator admits; their strings are cleaned.'),
  journal: Witnessed.prefault({}),
  retention: z
    .strictObject({
      bodyDays: z
        .int()
        .min(0)
        .max(3_650)
        .default(30)
        .describe('Days that the de-identified request and answer are kept, sealed.'),
      conversationHours: z
        .int()
        .min(1)
        .max(8_760)
        .default(12)
        .describe('Hours after its last turn that a conversation’s codes are kept.'),
      journal: JournalRetention.prefault({}),
    })
    .prefault({}),
  backup: BackupSettings.optional().describe('Backups; absent: none are made, and `cordon doctor` says so.'),
  detector: Detection.prefault({}),
  consent: z
    .strictObject({
      unstated: z
        .enum(['permit', 'deny'])
        .default('permit')
        .describe(
          'Where a patient’s consents say nothing: `permit` leaves it to the policies, `deny` asks for a consent. Research always asks for one.',
        ),
      organizations: z
        .array(z.string().regex(/^Organization\/[A-Za-z0-9\-.]{1,64}$/))
        .max(100)
        .default([])
        .describe('References by which a consent means this organisation, for example `Organization/1`.'),
      part2Programmes: z
        .array(
          z
            .string()
            .regex(/^(Organization|Practitioner|PractitionerRole|Location|HealthcareService)\/[A-Za-z0-9\-.]{1,64}$/),
        )
        .max(1_000)
        .default([])
        .describe(
          'References to substance use disorder programmes under 42 CFR Part 2: what they write or perform is labelled 42CFRPart2 when it is ingested.',
        ),
    })
    .prefault({}),
  validation: z
    .strictObject({
      privacyOfficers: z
        .array(z.string().regex(/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/, 'a verifier key: name+hex8+base64'))
        .max(16)
        .default([])
        .describe('Verifier keys of those whose signed statement a route without an agreement needs.'),
    })
    .prefault({}),
  policy: z
    .strictObject({
      publishByTwo: z
        .boolean()
        .default(false)
        .describe('Whether a policy set is published by somebody else than the person who added it.'),
    })
    .prefault({}),
  review: z
    .strictObject({
      timeZone: z
        .string()
        .max(60)
        .refine(isTimeZone, 'must be an IANA time zone')
        .default('UTC')
        .describe('The site’s own time, for what the weekly review counts as out of hours.'),
      fromHour: z.int().min(0).max(23).default(7).describe('Office hours begin; weekends are out of hours.'),
      toHour: z.int().min(1).max(24).default(19).describe('Office hours end.'),
    })
    .prefault({}),
  feeds: FeedSettings.prefault({}),
  relationships: z
    .strictObject({
      organizationsOpen: z
        .boolean()
        .default(false)
        .describe('Whether an organisation in a care team opens the chart to everybody with a role in it.'),
    })
    .prefault({}),
  emergency: EmergencySettings.prefault({}),
  quotas: QuotaSettings.prefault({}),
  notices: NoticeSettings.optional().describe('Who is told at once; absent: nobody, and `cordon doctor` says so.'),
  secrets: SecretSettings.describe(
    'The secrets that registrations may name, each with the organisations that may and the origins it may be sent to. Beside them the operator’s own organisation may use `OPENAI_API_KEY` and `ANTHROPIC_API_KEY` at their makers’ own addresses. Anything else is refused.',
  ),
  vendors: VendorSettings.prefault({}),
  answers: AnswerSettings.prefault({}),
  resilience: ResilienceSettings.prefault({}),
  answerCache: AnswerCacheSettings.prefault({}),
  telemetry: TelemetrySettings.prefault({}),
  limits: Limits.prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
})
export type Config = z.infer<typeof Config>
