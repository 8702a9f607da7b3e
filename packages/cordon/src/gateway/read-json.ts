import { CordonError } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { Limits } from '../config/schema.ts'
import { checkJson, type JsonBounds } from '../kernel/json-bounds.ts'

/**
 * Reads a body as JSON, within its bounds. Throws `body_too_large`, `body_too_slow`, `body_malformed` or, when the
 * client hangs up, `client_closed`. What it returns is everything the caller wrote, so it is `Phi`.
 */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  limits: Pick<Limits, 'bodyBytesMax' | 'bodyMs'> & Partial<JsonBounds>,
  signal: AbortSignal,
): Promise<Phi<unknown>> {
  const text = decode(await collect(body, limits, signal))
  const value = parseJson(text)
  checkJson(text, value, limits)
  return new Phi(value)
}

async function collect(
  body: AsyncIterable<Uint8Array>,
  { bodyBytesMax, bodyMs }: Pick<Limits, 'bodyBytesMax' | 'bodyMs'>,
  signal: AbortSignal,
): Promise<Buffer> {
  let stop: (error: CordonError) => void = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  const timer = setTimeout(() => stop(new CordonError('body_too_slow')), bodyMs)
  const onAbort = () => stop(new CordonError('client_closed'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([drain(body, bodyBytesMax), stopped])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

async function drain(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > bytesMax) throw new CordonError('body_too_large')
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof CordonError ? cause : new CordonError('client_closed', { cause })
  }
  return Buffer.concat(chunks, size)
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CordonError('body_malformed')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: a JSON syntax error quotes the text it stumbled over.
    throw new CordonError('body_malformed')
  }
}
