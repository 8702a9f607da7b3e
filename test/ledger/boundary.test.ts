import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePolicy } from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arithmetic } from '../../packages/cordon/src/audit/ed25519.ts'
import { nodeDisk } from '../../packages/cordon/src/audit/node-disk.ts'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { type OpenWitness, openWitness } from '../../packages/cordon/src/audit/witness/open-witness.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

const { now, random } = theOutside()
const nobody = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

let desk: string
let witness: OpenWitness
let boundary: TestBoundary

const openDesk = (logs: string[], port: number) =>
  openWitness({
    folder: desk,
    logs,
    name: 'witness.example/desk',
    host: '127.0.0.1',
    port,
    disk: nodeDisk,
    now,
    random,
  })

beforeAll(async () => {
  desk = mkdtempSync(join(tmpdir(), 'cordon-desk-'))
  // Its address and key are needed before the log has a key: it comes back, knowing the log, once that is made.
  witness = await openDesk([nobody], 0)
  await witness.close()
  const { url, vkey } = witness
  boundary = await startBoundary({ journal: { witnesses: [{ url, vkey }], witnessMs: 100 } })
})
afterAll(async () => {
  await boundary.close()
  await witness.close()
  rmSync(desk, { recursive: true })
})

const ready = async () => (await fetch(`${boundary.url}/readyz`)).json()
const anchoredMetric = async () =>
  /^cordon_journal_anchored (.)$/m.exec(await (await fetch(`${boundary.adminUrl}/metrics`)).text())?.[1]

describe('a running boundary with a witness', () => {
  it('serves while the witness is away, and says that nobody holds its checkpoints', async () => {
    // Ready is another thing: nobody outside has ever held a checkpoint of this log.
    expect(await ready()).toMatchObject({ ready: false, heldOutside: false, anchored: false })
    expect((await fetch(`${boundary.url}/readyz`)).status).toBe(503)
    const answered = await ask(boundary, {
      body: { model: 'local/extract', messages: [{ role: 'user', content: 'Hello?' }] },
    })
    expect(answered.code).not.toBe('journal_unavailable')
  })

  it('is anchored as soon as the witness is there', async () => {
    const vkey = readFileSync(join(boundary.dataFolder, 'journal', 'log.vkey'), 'utf8').trim()
    witness = await openDesk([vkey], Number(new URL(witness.url).port))
    await expect.poll(ready, { timeout: 15_000 }).toMatchObject({ ready: true, heldOutside: true, anchored: true })
    expect(await anchoredMetric()).toBe('1')
  })

  it('has its very last checkpoint witnessed when it stops', async () => {
    await boundary.stop()
    const policy = parsePolicy(`witness desk ${witness.vkey}\nquorum desk\n`, arithmetic)
    const { ok, size, signed, witnessed } = await verifyJournal(join(boundary.dataFolder, 'journal'), { policy })
    expect({ ok, signed, witnessed: witnessed?.size }).toEqual({ ok: true, signed: size, witnessed: size })
  })
})
