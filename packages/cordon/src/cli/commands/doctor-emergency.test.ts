import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeWatched } from '../../policy/emergency/watch.ts'
import { checkEmergency } from './doctor-emergency.ts'

const NOW = Date.UTC(2026, 10, 22)
let dataFolder: string
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'cordon-doctor-'))
})
afterAll(() => rm(dataFolder, { recursive: true }))

const look = (notices?: { url: string }) => checkEmergency({ dataFolder, notices }, NOW)

describe('the doctor', () => {
  it('finds nothing wrong with broken glass where there is none, and says that nobody would be told', async () => {
    expect(await look()).toMatchObject([
      { status: 'ok', found: '0 open, 0 to be looked at, 0 of them late' },
      { status: 'warn', found: 'nobody is told of emergencies and alarms' },
    ])
  })

  it('is red while a review is late', async () => {
    await writeWatched(dataFolder, { open: 1, due: [NOW - 1, NOW + 1], pending: 2 })
    expect(await look({ url: 'https://privacy.example/hook' })).toMatchObject([
      { status: 'fail', found: '1 open, 2 to be looked at, 1 of them late' },
      { status: 'warn', found: '2 not acknowledged' },
    ])
  })
})
