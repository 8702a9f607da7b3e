import { z } from 'zod'

/** Where traces go. What is in them is an allow-list: ids, codes, counts and times, never a text. */
export const TelemetrySettings = z.strictObject({
  otlp: z
    .strictObject({
      url: z
        .url()
        .max(2_048)
        .describe('A collector that takes OTLP over HTTP as JSON, for example `http://127.0.0.1:4318/v1/traces`.'),
      carries: z
        .literal('no-phi')
        .optional()
        .describe(
          'The operator’s own statement that nothing in a trace is health information; absent: outside this machine and its network a collector needs an agreement.',
        ),
      headersFrom: z
        .record(z.string().regex(/^[a-z0-9-]{1,60}$/), z.string().max(500))
        .default({})
        .describe('Headers it asks for, each with where its value is read from: the name of an environment variable.'),
      everyMs: z.int().min(100).max(60_000).default(5_000).describe('Milliseconds between two deliveries.'),
      spansWaitingMax: z
        .int()
        .min(1)
        .max(100_000)
        .default(2_048)
        .describe('Spans that wait for the collector; what comes after them is dropped and counted.'),
      share: z
        .number()
        .min(0)
        .max(1)
        .default(1)
        .describe('Share of requests that are traced, where the caller’s `traceparent` does not say.'),
    })
    .optional()
    .describe('OpenTelemetry; absent: no traces are made.'),
})
export type TelemetrySettings = z.infer<typeof TelemetrySettings>
