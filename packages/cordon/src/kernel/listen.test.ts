import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, type ListenSettings, listen } from './listen.ts'

const pem = (name: string) => readFileSync(new URL(`../../../../test/fixtures/${name}.pem`, import.meta.url), 'utf8')
const SERVER = { cert: pem('tls-test-only.cert'), key: pem('tls-test-only.key') }
const AUTHORITY = pem('client-certificates/authority.cert')
const client = (name: string) => ({
  cert: pem(`client-certificates/${name}.cert`),
  key: pem(`client-certificates/${name}.key`),
})

const open: Listening[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** Says back what it hears. */
async function echo(more: Partial<ListenSettings> = {}): Promise<Listening> {
  const bounds = { connectionsMax: 8, connectionsPerAddressMax: 8, idleMs: 5_000 }
  const settings = { host: '127.0.0.1', port: 0, tls: undefined, ...bounds, ...more }
  const listening = await listen(settings, async (from) => {
    for await (const bytes of from.bytes) {
      if (bytes[0] === 0x21) throw new Error('a connection that is at fault')
      await from.write(bytes)
    }
  })
  open.push(listening)
  return listening
}

/** What comes back for a word, or `cut`. */
function say(socket: Socket, word: string): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve('cut')).on('close', () => resolve('cut'))
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes.toString())
      socket.destroy()
    })
    socket.write(word)
  })
}
const plain = ({ port }: Listening) => connect(port, '127.0.0.1')
const secured = ({ port }: Listening, more: object = {}) =>
  connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...more })

describe('listen', () => {
  it('serves each connection, and a fault of one ends that one alone', async () => {
    const listening = await echo()
    const staying = plain(listening)
    expect(await say(plain(listening), '!')).toBe('cut')
    expect(await say(staying, 'hello')).toBe('hello')
  })

  it('cuts what is silent, and takes no more connections than the bound', async () => {
    const silent = await echo({ idleMs: 100 })
    expect(await say(plain(silent), '')).toBe('cut')
    const few = await echo({ connectionsMax: 1 })
    const first = plain(few)
    await new Promise((resolve) => first.once('connect', resolve))
    expect(await say(plain(few), 'hello')).toBe('cut')
    expect(await say(first, 'hello')).toBe('hello')
  })

  it.each(['plainly', 'under TLS'])(
    'takes no more of one address than its bound, %s, and frees what is closed',
    async (how) => {
      const isPlain = how === 'plainly'
      const tls = isPlain ? undefined : { ...SERVER, clientCa: undefined }
      const listening = await echo({ connectionsPerAddressMax: 2, tls })
      const call = () => (isPlain ? plain(listening) : secured(listening))
      // Under TLS these never say hello: a handshake that is not ended holds its place.
      const held = [plain(listening), plain(listening)]
      for (const each of held) await new Promise((resolve) => each.once('connect', resolve))
      expect(await say(call(), 'hello')).toBe('cut')
      for (const each of held) await new Promise((resolve) => each.once('close', resolve).destroy())
      await expect.poll(() => say(call(), 'hello')).toBe('hello')
    },
  )

  it('under TLS hears nobody without TLS, nor by an old version', async () => {
    const listening = await echo({ tls: { ...SERVER, clientCa: undefined } })
    expect(await say(secured(listening), 'hello')).toBe('hello')
    expect(await say(plain(listening), 'hello')).toBe('cut')
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    expect(await say(secured(listening, old), 'hello')).toBe('cut')
  })

  it('with an authority for its clients hears only those whom it signed, while that is in date', async () => {
    const listening = await echo({ tls: { ...SERVER, clientCa: AUTHORITY } })
    expect(await say(secured(listening, client('named')), 'hello')).toBe('hello')
    expect(await say(secured(listening), 'hello')).toBe('cut')
    for (const other of ['foreign', 'expired'])
      expect(await say(secured(listening, client(other)), 'hello'), other).toBe('cut')
  })

  it('says where nobody can listen', async () => {
    const { port } = await echo()
    await expect(echo({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
