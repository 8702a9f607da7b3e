import type { RandomBytes } from '../../kernel/random.ts'

/** The text of a session's cookie: `cs_<tenant>.<id>.<secret>`. Only the secret (256 bits) is secret. */
export interface SessionText {
  readonly tenant: string
  /** 96 random bits: names the row, may be printed. */
  readonly id: string
  /** The whole text, and so the secret: never stored, logged or cached. */
  readonly text: string
}

const FORM = /^cs_([a-z0-9][a-z0-9-]{0,62})\.([A-Za-z0-9_-]{16})\.[A-Za-z0-9_-]{43}$/
const CHARACTERS_MAX = 160

export function mintSession(tenant: string, random: RandomBytes): SessionText {
  const part = (length: number) => Buffer.from(random(length)).toString('base64url')
  const id = part(12)
  return { tenant, id, text: `cs_${tenant}.${id}.${part(32)}` }
}

export function parseSession(text: string | undefined): SessionText | undefined {
  const form = text === undefined || text.length > CHARACTERS_MAX ? null : FORM.exec(text)
  const [whole, tenant, id] = form ?? []
  return whole === undefined || tenant === undefined || id === undefined ? undefined : { tenant, id, text: whole }
}
