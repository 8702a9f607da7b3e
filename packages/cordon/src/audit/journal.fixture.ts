import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntryBody } from '@cordon/contract'
import { createKeyFiles } from '../crypto/create-key-files.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { openKeyring } from '../crypto/open-keyring.ts'
import type { Every } from './every.ts'
import type { JournalDeps } from './journal-parts.ts'
import { type OpenedJournal, openJournal } from './open-journal.ts'

/** A journal's surroundings for a test: a folder, real keys, a clock and a timer that stand still until told. */
export interface Surroundings {
  /** Where the next journal opens; set it to have an empty one. */
  dataFolder: string
  readonly folder: string
  readonly keyring: Keyring
  /** Milliseconds; set it to let time pass. */
  now: number
  /** One turn of every timer, and what it started. */
  tick(): Promise<void>
  open(deps?: Partial<JournalDeps>): Promise<OpenedJournal>
  remove(): Promise<void>
}

export const random = (length: number): Uint8Array => randomBytes(length)

export async function createSurroundings(): Promise<Surroundings> {
  const root = await mkdtemp(join(tmpdir(), 'cordon-journal-'))
  const files = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder: join(root, 'data'), random })
  const now = (): number => here.now
  const keyring = await openKeyring({ ...files, now, random })
  const work = new Set<() => Promise<void>>()
  const every: Every = (_ms, turn) => {
    work.add(turn)
    return () => work.delete(turn)
  }
  const here: Surroundings = {
    now: Date.UTC(2026, 10, 22, 12),
    dataFolder: join(root, 'data'),
    get folder() {
      return join(here.dataFolder, 'journal')
    },
    keyring,
    tick: async () => {
      await Promise.all(Array.from(work, (turn) => turn()))
    },
    open: (deps = {}) => {
      const { dataFolder } = here
      return openJournal({ dataFolder, node: 'test', operator: 'home', keyring, now, random, every, ...deps })
    },
    remove: () => rm(root, { recursive: true }),
  }
  return here
}

export function intent(request: string): EntryBody {
  const asking = { request, principal: 'p1', application: 'a1', purpose: 'TREAT', patient: 'unstated' }
  return { class: 'intent', v: 1, ...asking, route: 'chat/completions' }
}

export function outcome(request: string): EntryBody {
  return { class: 'outcome', v: 1, request, outcome: 'answered', reasons: [], bytesOut: 12, ms: 3 }
}
