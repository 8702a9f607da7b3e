import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { createKeyFiles } from '../../packages/cordon/src/crypto/create-key-files.ts'
import { removeStore } from '../../packages/cordon/src/store/open.ts'
import { isBuilt } from '../support/demo-process.ts'
import { type Acknowledged, killDatabase, nextFrom, startWriting } from './writing.ts'

/** A process that does nothing but write, killed again and again on one data folder; every third time the database too. */
const ROUNDS = theOutside().secret('CORDON_TEST_LONG') === undefined ? 6 : 200
const random = (length: number): Uint8Array => randomBytes(length)

describe.skipIf(!isBuilt)(`kill -9 of a writer, ${ROUNDS} rounds`, () => {
  const acknowledged: Acknowledged = { requests: new Map(), rows: new Set() }
  let folder = ''
  let data = { dataFolder: '', rootFile: '' }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-killed-'))
    data = { dataFolder: join(folder, 'data'), rootFile: join(folder, 'secret/kek') }
    await createKeyFiles({ kekPath: data.rootFile, dataFolder: data.dataFolder, random })
  })
  afterAll(async () => {
    await killDatabase(data.dataFolder)
    await removeStore({ dataFolder: data.dataFolder, random })
    await rm(folder, { recursive: true })
  })

  it(
    'loses nothing that was acknowledged, and always starts again',
    async () => {
      let from = 0
      for (let round = 0; round < ROUNDS; round++) {
        const writing = await startWriting(data, acknowledged, from)
        expect(writing.lost, `round ${round}`).toEqual([])
        from = nextFrom(acknowledged)
        await wait(50 + randomInt(200))
        if (round % 3 === 2) await killDatabase(data.dataFolder)
        await writing.end('SIGKILL')
      }
      const last = await startWriting(data, acknowledged)
      await last.end('SIGKILL')
      expect(last.lost).toEqual([])
      expect(await verifyJournal(join(data.dataFolder, 'journal'))).toMatchObject({ ok: true })
      expect(acknowledged.requests.size).toBeGreaterThan(20 * ROUNDS)
      expect(acknowledged.rows.size).toBeGreaterThan(10 * ROUNDS)
    },
    ROUNDS * 20_000,
  )
})
