import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a test makes the store do instead of answering. */
export type S3Fault = 'error' | 'slow' | 'cut-short' | 'garbage' | 'denied' | undefined

/** A store on loopback that speaks S3: paths with the bucket in them, SigV4 checked, versions if asked for. */
export interface S3Server {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly credentials: { accessKeyId: string; secretAccessKey: string }
  /** Called for each request that was signed rightly, as `PUT key`. */
  fault: (what: string) => S3Fault
  readonly seen: string[]
  /** Every version of every key, newest first; a marker has no bytes. */
  readonly versions: Map<string, { id: string; bytes: Buffer | undefined }[]>
  close(): Promise<void>
}

export async function startS3(
  options: { versioned?: boolean; listsVersions?: boolean; pageKeys?: number } = {},
): Promise<S3Server> {
  const state: S3Server = {
    endpoint: '',
    bucket: 'backups',
    region: 'eu-test-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: randomBytes(20).toString('hex') },
    fault: () => undefined,
    seen: [],
    versions: new Map(),
    close: async () => undefined,
  }
  const uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>()
  const server = createServer((request, response) => {
    serve(request, response, state, {
      uploads,
      versioned: false,
      listsVersions: true,
      pageKeys: 1_000,
      ...options,
    }).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(state, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close })
}

interface Settings {
  readonly uploads: Map<string, { key: string; parts: Map<number, Buffer> }>
  readonly versioned: boolean
  readonly listsVersions: boolean
  readonly pageKeys: number
}

async function serve(request: IncomingMessage, response: ServerResponse, state: S3Server, settings: Settings) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  if (!signedRightly(request, body, state)) return refuse(response, 403, 'SignatureDoesNotMatch')
  const url = new URL(request.url ?? '/', state.endpoint)
  const [, bucket, ...rest] = url.pathname.split('/')
  if (bucket !== state.bucket) return refuse(response, 404, 'NoSuchBucket')
  const key = decodeURIComponent(rest.join('/'))
  const what = `${request.method} ${key}${url.search.replace(/=.*$/s, '')}`
  state.seen.push(what)
  const fault = state.fault(what)
  if (fault === 'error') return refuse(response, 500, 'InternalError')
  if (fault === 'denied') return refuse(response, 403, 'AccessDenied')
  if (fault === 'slow') return undefined
  if (fault === 'garbage') return response.writeHead(200, { 'content-type': 'application/xml' }).end('\0<not xml')
  answer(request.method ?? '', key, url.searchParams, body, {
    response,
    state,
    settings,
    cutShort: fault === 'cut-short',
  })
}

interface Turn {
  readonly response: ServerResponse
  readonly state: S3Server
  readonly settings: Settings
  readonly cutShort: boolean
}

function answer(method: string, key: string, query: URLSearchParams, body: Buffer, turn: Turn): unknown {
  const { response, state, settings } = turn
  const upload = settings.uploads.get(query.get('uploadId') ?? '')
  if (method === 'GET' && query.has('versioning'))
    return xml(
      response,
      `<VersioningConfiguration>${settings.versioned ? '<Status>Enabled</Status>' : ''}</VersioningConfiguration>`,
    )
  if (method === 'GET' && query.has('versions'))
    return settings.listsVersions ? listVersions(query, turn) : refuse(response, 501, 'NotImplemented')
  if (method === 'GET' && query.get('list-type') === '2') return list(query, turn)
  if (method === 'GET') return get(key, turn)
  if (method === 'POST' && query.has('uploads')) {
    const id = randomBytes(8).toString('hex')
    settings.uploads.set(id, { key, parts: new Map() })
    return xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
  }
  if (method === 'PUT' && upload !== undefined) {
    upload.parts.set(Number(query.get('partNumber')), body)
    return response.writeHead(200, { etag: `"${md5(body)}"` }).end()
  }
  if (method === 'POST' && upload !== undefined) {
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((match) => Number(match[1]))
    store(state, settings, key, Buffer.concat(named.map((part) => upload.parts.get(part) ?? Buffer.alloc(0))))
    settings.uploads.delete(query.get('uploadId') ?? '')
    return xml(response, '<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>')
  }
  if (method === 'DELETE' && query.has('uploadId')) return response.writeHead(204).end()
  if (method === 'PUT') {
    store(state, settings, key, body)
    return response.writeHead(200, { etag: `"${md5(body)}"` }).end()
  }
  if (method === 'DELETE') return remove(key, query.get('versionId'), turn)
  refuse(response, 405, 'MethodNotAllowed')
}

function store(state: S3Server, { versioned }: Settings, key: string, bytes: Buffer | undefined): void {
  const version = { id: versioned ? randomBytes(6).toString('hex') : 'null', bytes }
  state.versions.set(key, [version, ...(versioned ? (state.versions.get(key) ?? []) : [])])
}

function remove(key: string, version: string | null, { response, state, settings }: Turn): void {
  const held = state.versions.get(key) ?? []
  if (version !== null)
    state.versions.set(
      key,
      held.filter(({ id }) => id !== version),
    )
  else if (settings.versioned) store(state, settings, key, undefined)
  else state.versions.delete(key)
  if (state.versions.get(key)?.length === 0) state.versions.delete(key)
  response.writeHead(204).end()
}

function get(key: string, { response, state, cutShort }: Turn): unknown {
  const bytes = state.versions.get(key)?.[0]?.bytes
  if (bytes === undefined) return refuse(response, 404, 'NoSuchKey')
  response.writeHead(200, { 'content-length': bytes.length, 'content-type': 'application/octet-stream' })
  if (!cutShort) return response.end(bytes)
  return response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

function list(query: URLSearchParams, { response, state, settings }: Turn): void {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const keys = [...state.versions].filter(
    ([key, [newest]]) => key.startsWith(prefix) && key > after && newest?.bytes !== undefined,
  )
  const page = keys.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, settings.pageKeys)
  const more = keys.length > page.length ? `<NextContinuationToken>${page.at(-1)?.[0]}</NextContinuationToken>` : ''
  const contents = page.map(
    ([key, [newest]]) => `<Contents><Key>${key}</Key><Size>${newest?.bytes?.length}</Size></Contents>`,
  )
  xml(
    response,
    `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
  )
}

function listVersions(query: URLSearchParams, { response, state }: Turn): void {
  const prefix = query.get('prefix') ?? ''
  const found = [...state.versions].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = found.flatMap(([key, versions]) =>
    versions.map(({ id, bytes }) => {
      const tag = bytes === undefined ? 'DeleteMarker' : 'Version'
      return `<${tag}><Key>${key}</Key><VersionId>${id}</VersionId></${tag}>`
    }),
  )
  xml(response, `<ListVersionsResult><IsTruncated>false</IsTruncated>${lines.join('')}</ListVersionsResult>`)
}

function xml(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>a word to nobody</Message></Error>`)
}

/** AWS Signature Version 4, from its specification: the canonical request, and a key derived for the day. */
function signedRightly(request: IncomingMessage, body: Buffer, { credentials, region }: S3Server): boolean {
  const header = request.headers.authorization ?? ''
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    )
  const [, id, day = '', of, signed = '', signature = ''] = parts ?? []
  if (id !== credentials.accessKeyId || of !== region) return false
  const payload = String(request.headers['x-amz-content-sha256'])
  if (payload !== hex(createHash('sha256').update(body).digest())) return false
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const names = signed.split(';')
  if (!names.includes('host') || !names.includes('x-amz-date')) return false
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const canonical = [request.method, path, query.split('&').sort().join('&'), headers, signed, payload].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    hex(createHash('sha256').update(canonical).digest()),
  ].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (by, one) => mac(by, one),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  )
  return timingSafeEqual(Buffer.from(signature, 'hex'), mac(key, text))
}

const mac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const hex = (bytes: Buffer): string => bytes.toString('hex')
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex')
