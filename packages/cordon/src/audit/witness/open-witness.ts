import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { CordonError } from '@cordon/contract'
import { addCheckpointLengthMax, cosigner, createWitness, LedgerError, type WitnessAnswer } from '@cordon/ledger'
import { type FastifyInstance, fastify } from 'fastify'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { type Disk, errorCode } from '../disk.ts'
import { noteVerifier } from '../ed25519.ts'
import { type Every, everyInterval } from '../every.ts'
import { sha256 } from '../sealed-entry.ts'
import { createWitnessMemory } from './memory.ts'
import { openWitnessKey } from './witness-key.ts'

export interface WitnessDeps {
  /** The witness's own folder: its key, and what it remembers. Losing the memory is losing the witness. */
  readonly folder: string
  /** Verifier keys of the logs that it cosigns for; the key's name is the log's origin. */
  readonly logs: readonly string[]
  /** For the first start; later the name that was given then. */
  readonly name?: string | undefined
  readonly host: string
  readonly port: number
  /** PEM files; needed whenever `host` is not loopback. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string } | undefined
  readonly disk: Disk
  readonly now: Clock
  readonly random: RandomBytes
  readonly every?: Every
  /** Told of every decision, for the one who runs it. */
  readonly onAnswer?: (answer: WitnessAnswer) => void
}

export interface OpenWitness {
  readonly url: string
  /** What logs and verifiers know it by: a cosignature key, type 0x04. */
  readonly vkey: string
  close(): Promise<void>
}

/**
 * A witness over HTTP (c2sp.org/tlog-witness): `POST /add-checkpoint`, and nothing else. Throws `data_folder_busy` while
 * another holds its folder, `usage` for a key that is none, an address that is taken, or one beyond loopback without TLS.
 */
export async function openWitness(deps: WitnessDeps): Promise<OpenWitness> {
  const { disk, folder } = deps
  if (deps.tls === undefined && !isLoopback(deps.host))
    throw new CordonError('usage', { at: `a certificate is required to listen on ${deps.host}` })
  const logs = deps.logs.map(logOf)
  await disk.makeFolder(folder)
  const lock = await disk.lock(folder)
  try {
    const key = await openWitnessKey({ disk, folder, name: deps.name, random: deps.random })
    const signer = cosigner(key.signer, () => Math.floor(deps.now() / SECOND))
    const witness = createWitness({ logs, signer, memory: createWitnessMemory(disk, folder), sha256 })
    const held = { is: true }
    const app = createApp(deps, (body) => {
      // Two that remember apart are no witness: one that lost its folder says nothing more.
      if (!held.is) throw new CordonError('data_folder_busy')
      return witness.addCheckpoint(body)
    })
    const url = await listen(app, deps)
    const cancel = (deps.every ?? everyInterval)(SECOND, () =>
      lock.beat().catch(() => {
        held.is = false
      }),
    )
    return {
      url,
      vkey: key.vkey,
      close: async () => {
        cancel()
        await app.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

const requestMs = 10 * SECOND
const connectionsMax = 64

function createApp(deps: WitnessDeps, decide: (body: string) => Promise<WitnessAnswer>): FastifyInstance {
  const app = fastify({
    logger: false,
    // A request is ASCII but for names of keys, of which there are few.
    bodyLimit: 2 * addCheckpointLengthMax,
    requestTimeout: requestMs,
    connectionTimeout: requestMs,
    forceCloseConnections: true,
    ...(deps.tls === undefined ? {} : { https: { ...readTls(deps.tls), minVersion: 'TLSv1.2' } }),
  }) as unknown as FastifyInstance
  app.server.maxConnections = connectionsMax
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/add-checkpoint', async (request, reply) => {
    const answer = await decide(typeof request.body === 'string' ? request.body : '')
    deps.onAnswer?.(answer)
    return reply
      .status(answer.status)
      .header('cache-control', 'no-store')
      .type(answer.status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8')
      .send(answer.body)
  })
  // What failed is this machine's affair: whoever asks learns only that nothing was cosigned.
  app.setErrorHandler((error, _request, reply) => reply.status(statusOf(error)).type('text/plain').send('refused\n'))
  app.setNotFoundHandler((_request, reply) => reply.status(404).type('text/plain').send('POST /add-checkpoint\n'))
  return app
}

async function listen(app: FastifyInstance, { host, port, tls }: WitnessDeps): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const taken = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'].includes(errorCode(cause))
    throw taken ? new CordonError('usage', { at: `--listen ${host}:${port}: ${errorCode(cause)}`, cause }) : cause
  }
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `${tls === undefined ? 'http' : 'https'}://${name}:${address.port}`
}

function logOf(vkey: string, index: number) {
  try {
    return noteVerifier(vkey)
  } catch (cause) {
    if (cause instanceof LedgerError)
      throw new CordonError('usage', { at: `log ${index + 1}: ${cause.message}`, cause })
    throw cause
  }
}

function readTls({ certificateFile, keyFile }: NonNullable<WitnessDeps['tls']>) {
  try {
    return { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }
  } catch (cause) {
    throw new CordonError('usage', { at: 'the certificate or its key cannot be read', cause })
  }
}

function statusOf(error: unknown): number {
  const told = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  return typeof told === 'number' && told >= 400 && told < 500 ? told : 500
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === '::1' || host === 'localhost'
