import { z } from 'zod'

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** HL7 v2 ADT messages over MLLP. Anything but loopback needs TLS. */
const Adt = z.strictObject({
  host: z.string().max(255).default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65_535).default(2575).describe('Port; 0 takes any free one.'),
  tls: z
    .strictObject({
      certificateFile: z.string().describe('PEM certificate chain.'),
      keyFile: z.string().describe('PEM private key.'),
      clientCaFile: z
        .string()
        .optional()
        .describe('PEM: who signs the senders’ certificates; then each has to have one.'),
    })
    .optional()
    .describe('TLS 1.2 or newer; required unless the address is loopback.'),
  senders: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(100)
    .describe('Sending applications (MSH-3) that are heard; every other is refused.'),
  authorities: z
    .record(z.string().min(1).max(100), z.string().min(1).max(500))
    .describe('Assigning authority (CX-4, XCN-9, XCN-13; `*` for none) → the system of that identifier in FHIR.'),
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, 'must be an IANA time zone')
    .default('UTC')
    .describe('Of times that state no offset.'),
  charset: z.enum(['utf-8', 'iso-8859-1']).default('utf-8').describe('Of messages that state none in MSH-18.'),
  messageBytesMax: z.int().min(1_024).max(16_777_216).default(1_048_576).describe('Largest message, in bytes.'),
  messageMs: z
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(60_000)
    .describe('Longest time from the first byte of a message to its last.'),
  connectionsMax: z.int().min(1).max(10_000).default(64).describe('Connections at once.'),
  connectionsPerAddressMax: z
    .int()
    .min(1)
    .max(10_000)
    .default(16)
    .describe('Connections at once from one address; a proxy before this one is one address.'),
  idleMs: z.int().min(1_000).max(86_400_000).default(300_000).describe('Longest silence on a connection.'),
  keptMax: z.int().min(1).max(1_000_000).default(10_000).describe('Most messages kept that could not be taken in.'),
})
export type AdtSettings = z.infer<typeof Adt>

export const FeedSettings = z.strictObject({
  adt: Adt.optional().describe('HL7 v2 ADT over MLLP; absent: nothing listens.'),
})
