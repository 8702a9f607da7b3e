import { z } from 'zod'

const Tenant = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
const ORIGIN = /^https?:\/\/[^/?#*@\s]+?(?::\*)?$/

/** An origin as `new URL(…).origin` writes it, or with `*` in the place of its port. */
const Origin = z.string().max(500).refine(isOrigin, 'scheme://host[:port] without a path; `:*` for any port')

const tenants = z
  .array(Tenant)
  .min(1)
  .max(1_000)
  .optional()
  .describe('The organisations that may; absent: the operator’s own.')

/** `secrets:` of `cordon.yaml`: which of the operator's secrets a registration may name, who may, and where each may go. */
export const SecretSettings = z
  .array(
    z.strictObject({
      name: z
        .string()
        // Never Cordon's own.
        .regex(/^(?:(?!CORDON_)[A-Za-z][A-Za-z0-9_]{0,99}|file:[A-Za-z0-9][A-Za-z0-9._-]{0,99})$/)
        .describe('An environment variable, or `file:` and the name of a file in `vendors.secretsFolder`.'),
      tenants,
      origins: z
        .array(Origin)
        .max(32)
        .default([])
        .describe(
          'Origins of the vendors to whom it may be sent; none: it only verifies what a chat front end signed.',
        ),
    }),
  )
  .max(1_000)
  .default([])

/** `vendors.privateOrigins`: addresses of this machine and of the operator's own network that a vendor may have. */
export const PrivateOrigins = z
  .array(z.strictObject({ origin: Origin.describe('As `http://127.0.0.1:11434`.'), tenants }))
  .max(1_000)
  .default([])

function isOrigin(text: string): boolean {
  const plain = text.replace(/:\*$/, '')
  return ORIGIN.test(text) && URL.canParse(plain) && new URL(plain).origin === plain
}

/** Whether a listed origin is this one. */
export function isListed(listed: string, origin: string): boolean {
  if (!listed.endsWith(':*')) return listed === origin
  const host = listed.slice(0, -2)
  return origin === host || (origin.startsWith(`${host}:`) && /^\d+$/.test(origin.slice(host.length + 1)))
}
