import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { verifyProof } from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noteVerifier } from '../../packages/cordon/src/audit/ed25519.ts'
import { random } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { runCommandLine } from '../../packages/cordon/src/cli/program.ts'
import { type AnchoredLog, createAnchoredLog } from './anchored-log.ts'
import { createIntruder } from './intruder.ts'

let log: AnchoredLog
let desk: string
beforeAll(async () => {
  log = await createAnchoredLog(40)
  desk = mkdtempSync(join(tmpdir(), 'cordon-auditor-'))
  const policy = `log ${log.vkey}\nwitness desk ${log.witnessVkey}\nquorum desk\n`
  writeFileSync(join(desk, 'trust.policy'), policy)
  writeFileSync(join(desk, 'kept'), log.kept)
})
afterAll(async () => {
  rmSync(desk, { recursive: true })
  await log.remove()
})

/** `cordon audit …` as a person would type it; only the outside world that these verbs use is there. */
async function audit(argv: readonly string[], given: { data?: string; stopped?: () => Promise<void> } = {}) {
  const [out, err] = [collector(), collector()]
  const environment = { dataFolder: given.data ?? log.here.dataFolder, color: false, secret: () => undefined }
  const world = {
    environment,
    out: out.stream,
    err: err.stream,
    now: () => log.here.now,
    random,
    stopped: given.stopped,
  }
  const code = await runCommandLine(['audit', ...argv], world as unknown as Parameters<typeof runCommandLine>[1])
  return { code, out: out.text(), err: err.text() }
}

function collector() {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

describe('cordon audit verify', () => {
  it('says how far the log is witnessed, by whom and when', async () => {
    const { code, out } = await audit(['verify', '--policy', join(desk, 'trust.policy'), '--since', join(desk, 'kept')])
    expect(code).toBe(0)
    expect(out).toContain(`verified  ${log.size} entries, ${log.size} under the checkpoint\n`)
    expect(out).toContain(`witnessed ${log.size} entries; 0 newer ones have no witness yet\n`)
    expect(out).toMatch(/^ {10}desk at 2026-11-22T12:0.*Z$/m)
  })

  it('reads an exported tree as well, and prints one value for machines', async () => {
    const { code, out } = await audit(['verify', '--tiles', log.tiles, '--vkey', log.vkey, '--json'])
    expect({ code, verified: JSON.parse(out) }).toMatchObject({ code: 0, verified: { ok: true, intact: log.size } })
  })

  it('says what is wrong, what it means and what is safe', async () => {
    const intruder = createIntruder(log, 'cli')
    intruder.rewrite(intruder.entries().slice(0, -3))
    const { code, out } = await audit(['verify', '--since', join(desk, 'kept')], { data: join(intruder.journal, '..') })
    expect(code).toBe(1)
    expect(out).toContain('DOES NOT VERIFY')
    expect(out).toMatch(
      /problem {3}checkpoint: covers \d+ entries, the log holds \d+\n {10}Entries that were signed are gone\./,
    )
    const kept = Number(log.kept.split('\n')[1])
    expect(out).toContain(`safe      entries 0 to ${kept - 1} are those that were signed\n`)
    intruder.remove()
  })

  it('names the line of a policy that is none, and a file that cannot be read', async () => {
    writeFileSync(join(desk, 'bad.policy'), 'quorum none\nwitnes x\n')
    const bad = await audit(['verify', '--policy', join(desk, 'bad.policy')])
    expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('policy line 2') })
    expect(await audit(['verify', '--since', join(desk, 'nothing')])).toMatchObject({ code: 2 })
    expect(await audit(['verify', '--tiles', join(desk, 'nothing')])).toMatchObject({ code: 1 })
  })
})

describe('cordon audit proof', () => {
  it('prints a proof that holds with nothing but the entry and the key', async () => {
    const file = join(desk, 'entry')
    const { code, out } = await audit(['proof', '7', '--entry', file])
    expect(code).toBe(0)
    const claim = { entry: readFileSync(file), log: noteVerifier(log.vkey), sha256 }
    expect(await verifyProof(out, claim)).toMatchObject({ index: 7, size: log.size })
    expect(out).toContain('— witness.example/desk ')
    const json = JSON.parse((await audit(['proof', '7', '--json'])).out)
    expect(json).toMatchObject({ index: 7, proof: out, entry: claim.entry.toString() })
  })

  it.each([
    { index: '100000', code: 1, says: 'not_found' },
    { index: 'x', code: 2, says: 'usage' },
    { index: '1.5', code: 2, says: 'usage' },
  ])('of entry $index is refused: $says', async ({ index, code, says }) => {
    expect(await audit(['proof', index])).toMatchObject({ code, err: expect.stringContaining(says) })
  })

  it('has no entry without a journal', async () => {
    expect(await audit(['proof', '0'], { data: desk })).toMatchObject({ code: 1 })
  })
})

describe('cordon audit witness', () => {
  const listen = ['witness', '--listen', '127.0.0.1:0', '--state']

  it('runs until it is stopped, and has the same key the next time', async () => {
    const argv = [...listen, join(desk, 'w'), '--log', log.vkey, '--json']
    const runs = [
      await audit(argv, { stopped: async () => undefined }),
      await audit(argv, { stopped: async () => undefined }),
    ]
    const [first, second] = runs.map(({ code, out }) => ({ code, ...JSON.parse(out) }))
    expect(first).toMatchObject({
      code: 0,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      logs: [log.vkey],
    })
    expect(first.vkey).toMatch(/^witness\.local\/[0-9a-f]{8}\+[0-9a-f]{8}\+B/)
    expect(second.vkey).toBe(first.vkey)
  })

  it.each([
    { what: 'no log', argv: [] },
    { what: 'a log’s key that is none', argv: ['--log', 'x+00000000+AAAA'] },
    { what: 'half a certificate', argv: ['--log', 'KEY', '--certificate', 'c.pem'] },
    { what: 'another name than its own', argv: ['--log', 'KEY', '--name', 'other'] },
  ])('is wrong use with $what', async ({ argv }) => {
    const given = argv.map((word) => (word === 'KEY' ? log.vkey : word))
    expect(await audit([...listen, join(desk, 'w'), ...given], { stopped: async () => undefined })).toMatchObject({
      code: 2,
    })
  })

  it('is wrong use beyond loopback without a certificate, or on no address', async () => {
    for (const at of ['0.0.0.0:0', 'nowhere', '127.0.0.1:99999']) {
      const argv = ['witness', '--listen', at, '--state', join(desk, 'w'), '--log', log.vkey]
      expect(await audit(argv, { stopped: async () => undefined })).toMatchObject({ code: 2 })
    }
  })
})
