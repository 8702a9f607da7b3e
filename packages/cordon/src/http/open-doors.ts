import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { CordonError } from '@cordon/contract'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Config } from '../config/schema.ts'
import { faultOf } from '../kernel/log.ts'
import { clientOf } from './client-of.ts'
import type { Doors } from './doors.ts'
import { knownError } from './errors.ts'
import { createNoRoute, createNotFound, type NotFound } from './not-offered.ts'
import { answerCacheRoutes } from './routes/admin/answer-cache.ts'
import { askRoute } from './routes/admin/ask.ts'
import { availabilityRoutes } from './routes/admin/availability.ts'
import { backupRoutes } from './routes/admin/backups.ts'
import { configurationRoutes } from './routes/admin/configuration.ts'
import { consentRoutes } from './routes/admin/consents.ts'
import { emergencyRoutes } from './routes/admin/emergency.ts'
import { exportRoute } from './routes/admin/export-journal.ts'
import { feedRoutes } from './routes/admin/feeds.ts'
import { ingestRoute } from './routes/admin/ingest.ts'
import { journalRoutes } from './routes/admin/journal.ts'
import { keyringRoutes } from './routes/admin/keyring.ts'
import { organisationRoutes } from './routes/admin/organisations.ts'
import { peopleRoutes } from './routes/admin/people.ts'
import { policyRoutes } from './routes/admin/policies.ts'
import { readingRoutes } from './routes/admin/reading.ts'
import { relationshipRoutes } from './routes/admin/relationships.ts'
import { serverRoutes } from './routes/admin/servers.ts'
import { vendorRoutes } from './routes/admin/vendors.ts'
import { chatRoute } from './routes/chat.ts'
import { documentRoutes } from './routes/documents.ts'
import { embeddingsRoute } from './routes/embeddings.ts'
import { emergencyRoute } from './routes/emergency.ts'
import { healthRoutes, metricsRoute } from './routes/health.ts'
import { mcpRoutes } from './routes/mcp/mcp.ts'
import { messagesRoutes } from './routes/messages.ts'
import { modelRoutes } from './routes/models.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { responsesRoute } from './routes/responses.ts'
import { factorRoutes } from './routes/session/factors.ts'
import { oidcRoutes } from './routes/session/oidc.ts'
import { ownRoutes } from './routes/session/own.ts'
import { signInRoutes } from './routes/session/sign-in.ts'

/** Both doors, listening. URLs are origins without a path. */
export interface OpenDoors {
  readonly url: string
  readonly adminUrl: string
  /** Takes nothing new, lets what runs end within `graceMs`, then closes. */
  close(graceMs: number): Promise<void>
}

type Door = Config['application']

export async function openDoors(doors: Doors): Promise<OpenDoors> {
  const application = createDoor(doors, doors.config.application, createNotFound(doors))
  takeBodiesUnread(application)
  chatRoute(application, doors)
  responsesRoute(application, doors)
  messagesRoutes(application, doors)
  embeddingsRoute(application, doors)
  documentRoutes(application, doors)
  emergencyRoute(application, doors)
  modelRoutes(application, doors)
  mcpRoutes(application, doors)
  oauthRoutes(application, doors)
  healthRoutes(application, doors)

  const admin = createDoor(doors, doors.config.admin, createNoRoute())
  takeNdjsonUnread(admin)
  configurationRoutes(admin, doors)
  vendorRoutes(admin, doors)
  availabilityRoutes(admin, doors)
  serverRoutes(admin, doors)
  answerCacheRoutes(admin, doors)
  askRoute(admin, doors)
  ingestRoute(admin, doors)
  relationshipRoutes(admin, doors)
  feedRoutes(admin, doors)
  backupRoutes(admin, doors)
  consentRoutes(admin, doors)
  journalRoutes(admin, doors)
  keyringRoutes(admin, doors)
  organisationRoutes(admin, doors)
  policyRoutes(admin, doors)
  readingRoutes(admin, doors)
  exportRoute(admin, doors)
  peopleRoutes(admin, doors)
  signInRoutes(admin, doors)
  oidcRoutes(admin, doors)
  ownRoutes(admin, doors)
  factorRoutes(admin, doors)
  emergencyRoutes(admin, doors)
  healthRoutes(admin, doors)
  metricsRoute(admin, doors)

  const url = await listen(application, doors.config.application)
  const adminUrl = await listen(admin, doors.config.admin)
  doors.log.info('listening', { address: url, event: 'application' })
  doors.log.info('listening', { address: adminUrl, event: 'admin' })
  return {
    url,
    adminUrl,
    async close(graceMs) {
      await doors.admission.drain(graceMs)
      await Promise.all([application, admin].map(closeSoon))
    },
  }
}

const IDLE_LOOK_MS = 50
const FLUSH_MS_MAX = 2_000

/**
 * Closes what is idle, and looks again: the connection of an answer that has only just ended is not idle yet, and its
 * client may keep it for a minute. What is still being read after the bound is cut.
 */
async function closeSoon(app: FastifyInstance): Promise<void> {
  const look = setInterval(() => app.server.closeIdleConnections(), IDLE_LOOK_MS)
  const cut = setTimeout(() => app.server.closeAllConnections(), FLUSH_MS_MAX)
  await app.close().finally(() => {
    clearInterval(look)
    clearTimeout(cut)
  })
}

const REQUEST_HEADERS_MS = 10_000

function createDoor(doors: Doors, { tls }: Pick<Door, 'tls'>, notFound: NotFound): FastifyInstance {
  const secured =
    tls === undefined
      ? {}
      : {
          https: {
            cert: readFileSync(tls.certificateFile),
            key: readFileSync(tls.keyFile),
            minVersion: 'TLSv1.2' as const,
            ...clientCertificates(tls),
          },
        }
  const app = fastify({
    logger: false,
    bodyLimit: doors.config.limits.bodyBytesMax,
    forceCloseConnections: 'idle',
    http: { headersTimeout: REQUEST_HEADERS_MS, noDelay: true },
    ...secured,
    genReqId: () => doors.newId(),
    // An address that is none, such as `%ff`: nothing stands there.
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      reply.status(404).send(clientOf(request).error({ code: 'route_unknown', at: undefined }, request.id)),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  app.setErrorHandler((error, request, reply) => {
    const known = fastifyError(error)
    if (known.code === 'internal') doors.log.error('unforeseen fault', { request: request.id, fault: faultOf(error) })
    return reply
      .status(known.status)
      .headers({ 'x-request-id': request.id, 'cache-control': 'no-store' })
      .send(clientOf(request).error({ code: known.code, at: known.at }, request.id))
  })
  app.setNotFoundHandler(notFound)
  return app
}

/**
 * Certificates are asked for and not insisted on: who shows a bad one is refused like anybody with bad credentials, with
 * the same answer and the same entry, and applications with keys need none.
 */
function clientCertificates(tls: { clientCaFile?: string | undefined; clientCrlFile?: string | undefined }) {
  const { clientCaFile, clientCrlFile } = tls
  if (clientCaFile === undefined) return {}
  const revoked = clientCrlFile === undefined ? {} : { crl: readFileSync(clientCrlFile) }
  return { requestCert: true, rejectUnauthorized: false, ca: readFileSync(clientCaFile), ...revoked }
}

/** Fastify's own refusals, by their codes; their messages may quote the request and go nowhere. */
function fastifyError(error: unknown): CordonError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new CordonError('body_too_large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new CordonError('body_type_unsupported')
  if (
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error instanceof SyntaxError
  )
    return new CordonError('body_malformed')
  return knownError(error)
}

/** At the application door a body is the gateway's to read: it does so only after the intent is durable. */
function takeBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}

/** Records to ingest are read as a stream, at the pace of the store. */
function takeNdjsonUnread(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
}

async function listen(app: FastifyInstance, { host, port, tls }: Door): Promise<string> {
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `${tls === undefined ? 'http' : 'https'}://${name}:${address.port}`
}
