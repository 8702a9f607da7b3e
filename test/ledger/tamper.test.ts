import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  consistencyProof,
  createFrontier,
  leafHash,
  openCheckpoint,
  type Policy,
  type ProblemCode,
  parsePolicy,
  type Verified,
} from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arithmetic, createNoteKey, noteVerifier } from '../../packages/cordon/src/audit/ed25519.ts'
import { random } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { nodeDisk } from '../../packages/cordon/src/audit/node-disk.ts'
import { sha256 } from '../../packages/cordon/src/audit/sealed-entry.ts'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { verifyTiles } from '../../packages/cordon/src/audit/verify-tiles.ts'
import { openWitness } from '../../packages/cordon/src/audit/witness/open-witness.ts'
import { createWitnessing } from '../../packages/cordon/src/audit/witness/witnessing.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'
import { type AnchoredLog, createAnchoredLog } from './anchored-log.ts'
import { changed, createIntruder, type Intruder, renumbered, type StoredEntry } from './intruder.ts'

let log: AnchoredLog
let policy: Policy
beforeAll(async () => {
  log = await createAnchoredLog(400)
  policy = parsePolicy(`log ${log.vkey}\nwitness desk ${log.witnessVkey}\nquorum desk\n`, arithmetic)
})
afterAll(() => log.remove())

interface Case {
  readonly what: string
  readonly tamper: (intruder: Intruder) => unknown
  readonly found: ProblemCode
  /** What it takes: the log’s own key, or also what an auditor kept or a witness remembers. */
  readonly by: 'key' | 'kept' | 'witness'
  /** Where it was done: the journal’s own files, or an export. */
  readonly in?: 'tiles'
}

const at = (entries: readonly StoredEntry[], index: number): StoredEntry => {
  const entry = entries[index]
  if (entry === undefined) throw new Error('no such entry')
  return entry
}
const flip = (place: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes)
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}

/** Does something to the entries and writes them with true checksums; the checkpoint stays as it was. */
const rewriting = (change: (entries: StoredEntry[]) => readonly StoredEntry[]) => (intruder: Intruder) =>
  intruder.rewrite(change(intruder.entries()))

/** The same, and signs the outcome with the stolen log key; with the witness’s too where asked. */
const resigning =
  (change: (entries: StoredEntry[]) => readonly StoredEntry[], keys = {}) =>
  async (intruder: Intruder) => {
    const entries = change(intruder.entries())
    intruder.rewrite(entries)
    rmSync(join(intruder.journal, 'witnessed'))
    await intruder.sign(entries, keys)
  }

const replaced = (index: number, change: (entry: StoredEntry, all: readonly StoredEntry[]) => StoredEntry) => {
  return (entries: StoredEntry[]) => entries.toSpliced(index, 1, change(at(entries, index), entries))
}
const reclassed = replaced(20, (entry) => changed(entry, { class: 'lifecycle' }))

// The kept checkpoint covers the first half of about 800 entries: what is changed for it is in that half.
const CASES: readonly Case[] = [
  {
    what: 'a byte of an entry',
    found: 'frame_damaged',
    by: 'key',
    tamper: (i) => i.edit(`journal/${i.segments()[0]}`, flip(9_000)),
  },
  {
    what: 'a body, with its checksum mended',
    found: 'body_changed',
    by: 'key',
    tamper: rewriting(replaced(20, (entry) => ({ ...entry, body: flip(30)(Buffer.from(entry.body)) }))),
  },
  { what: 'a leaf, with its checksum mended', found: 'entries_changed', by: 'key', tamper: rewriting(reclassed) },
  {
    what: 'a leaf with another salt',
    found: 'entries_changed',
    by: 'key',
    tamper: rewriting(replaced(20, (entry) => changed(entry, { salt: 'A'.repeat(22) }))),
  },
  {
    what: 'a body, and the leaf bound to it anew',
    found: 'entries_changed',
    by: 'key',
    tamper: rewriting(replaced(20, (entry) => changed(entry, {}, Buffer.from('another body')))),
  },
  {
    what: 'two bodies swapped',
    found: 'body_changed',
    by: 'key',
    tamper: rewriting((all) =>
      replaced(20, (entry) => ({ ...entry, body: at(all, 21).body }))(
        replaced(21, (entry) => ({ ...entry, body: at(all, 20).body }))(all),
      ),
    ),
  },
  { what: 'an entry deleted', found: 'sequence_broken', by: 'key', tamper: rewriting((all) => all.toSpliced(20, 1)) },
  {
    what: 'an entry deleted, and the others renumbered',
    found: 'entries_missing',
    by: 'key',
    tamper: rewriting((all) => renumbered(all.toSpliced(20, 1))),
  },
  {
    what: 'two entries in another order',
    found: 'entries_changed',
    by: 'key',
    tamper: rewriting((all) => all.toSpliced(20, 2, at(all, 21), at(all, 20))),
  },
  {
    what: 'an entry twice',
    found: 'sequence_broken',
    by: 'key',
    tamper: rewriting((all) => all.toSpliced(20, 0, at(all, 20))),
  },
  {
    what: 'an entry put in',
    found: 'entries_changed',
    by: 'key',
    tamper: rewriting((all) => renumbered(all.toSpliced(20, 0, changed(at(all, 20), { time: 1 })))),
  },
  {
    what: 'an entry given to another tenant',
    found: 'sequence_broken',
    by: 'key',
    tamper: rewriting(replaced(20, (entry, all) => changed(entry, { tenant: otherTenant(entry, all) }))),
  },
  {
    what: 'a gap in a tenant’s numbers, signed with the stolen key',
    found: 'sequence_broken',
    by: 'key',
    tamper: resigning((all) => all.toSpliced(20, 1)),
  },
  { what: 'the end cut off', found: 'entries_missing', by: 'key', tamper: rewriting((all) => all.slice(0, -30)) },
  {
    what: 'a segment deleted',
    found: 'entries_missing',
    by: 'key',
    tamper: (i) => rmSync(join(i.journal, i.segments()[1] ?? '')),
  },
  {
    what: 'the signed size',
    found: 'checkpoint_untrusted',
    by: 'key',
    tamper: (i) => i.put('checkpoint', i.text('checkpoint').replace(/^[0-9]+$/m, '400')),
  },
  {
    what: 'everything signed with a foreign key, which lies beside it',
    found: 'checkpoint_untrusted',
    by: 'key',
    tamper: foreignKey,
  },
  {
    what: 'times set back, signed with the stolen key',
    found: 'entries_changed',
    by: 'kept',
    tamper: resigning((all) => all.map((entry) => changed(entry, { time: 1_000 }))),
  },
  {
    what: 'an entry changed, signed with the stolen key',
    found: 'entries_changed',
    by: 'kept',
    tamper: resigning(reclassed),
  },
  {
    what: 'an entry deleted and renumbered, signed with the stolen key',
    found: 'entries_changed',
    by: 'kept',
    tamper: resigning((all) => renumbered(all.toSpliced(20, 1))),
  },
  {
    what: 'an entry changed, signed with the log’s and the witness’s stolen keys',
    found: 'entries_changed',
    by: 'kept',
    tamper: resigning(reclassed, { witness: true }),
  },
  {
    what: 'every store set back to an earlier day',
    found: 'rolled_back',
    by: 'kept',
    tamper: resigning((all) => all.slice(0, 100)),
  },
  {
    what: 'another history after the kept checkpoint: a split view',
    found: 'not_witnessed',
    by: 'witness',
    tamper: resigning((all) => renumbered(all.toSpliced(600, 5))),
  },
  {
    what: 'an old checkpoint shown again',
    found: 'rolled_back',
    by: 'witness',
    tamper: (i) => i.put('checkpoint', log.kept),
  },
  {
    what: 'a cosignature moved from an old checkpoint',
    found: 'not_witnessed',
    by: 'witness',
    tamper: movedCosignature,
  },
  {
    what: 'a witness of the intruder’s own, of the same name',
    found: 'not_witnessed',
    by: 'witness',
    tamper: ownWitness,
  },
  {
    what: 'a tile',
    found: 'tile_changed',
    by: 'key',
    in: 'tiles',
    tamper: (i) => i.edit('tiles/tile/0/001', flip(77)),
  },
  {
    what: 'a bundle deleted',
    found: 'bundle_missing',
    by: 'key',
    in: 'tiles',
    tamper: (i) => rmSync(join(i.tiles, 'tile/entries/001')),
  },
  {
    what: 'a tile deleted',
    found: 'tile_missing',
    by: 'key',
    in: 'tiles',
    tamper: (i) => rmSync(join(i.tiles, 'tile/0/001')),
  },
  { what: 'two bundles swapped', found: 'entries_changed', by: 'key', in: 'tiles', tamper: swappedBundles },
]

describe('the tamper catalogue', () => {
  it('has at least the 24 cases that are promised, each once', () => {
    expect(new Set(CASES.map(({ what }) => what)).size).toBe(CASES.length)
    expect(CASES.length).toBeGreaterThanOrEqual(24)
  })

  it.each(CASES)('finds $what', async ({ what, tamper, found, by, in: where }) => {
    const intruder = createIntruder(log, String(CASES.findIndex((one) => one.what === what)))
    await tamper(intruder)
    const verify = (given: object): Promise<Verified> =>
      where === 'tiles'
        ? verifyTiles(intruder.tiles, { vkey: log.vkey, ...given })
        : verifyJournal(intruder.journal, { vkey: log.vkey, ...given })
    const anchors = { key: {}, kept: { since: log.kept }, witness: { policy } }[by]
    const { ok, problems } = await verify(anchors)
    expect(ok).toBe(false)
    expect(problems.map(({ code }) => code)).toContain(found)
    // Honest about what the key alone is worth: an insider who has it is seen only from outside.
    if (by !== 'key') expect((await verify({})).ok).toBe(true)
    expect((await verify({ since: log.kept, policy })).ok).toBe(false)
    intruder.remove()
  })

  it('raises no alarm at the same log untouched', async () => {
    const given = { vkey: log.vkey, since: log.kept, policy }
    for (const verified of [await verifyJournal(log.journal, given), await verifyTiles(log.tiles, given)])
      expect(verified).toMatchObject({ ok: true, problems: [], warnings: [], intact: log.size })
  })
})

describe('a running witness', () => {
  it.each([
    { what: 'a log set back', change: (all: StoredEntry[]) => all.slice(0, 700) },
    { what: 'a log of another history', change: (all: StoredEntry[]) => renumbered(all.toSpliced(700, 5)) },
    {
      what: 'a longer log of another history',
      change: (all: StoredEntry[]) => [...reclassed(all), at(all, 3), at(all, 4)],
    },
  ])('cosigns nothing of $what, though it is signed with the log’s key', async ({ change }) => {
    const intruder = createIntruder(log, 'live')
    const entries = change(intruder.entries())
    const note = await intruder.sign(entries)
    const witness = await openWitness({
      folder: log.desk,
      logs: [log.vkey],
      host: '127.0.0.1',
      port: 0,
      disk: nodeDisk,
      now: () => log.here.now,
      random,
    })
    const egress = createEgress({ limits })
    try {
      const rounds = createWitnessing({
        witnesses: [witness],
        egress,
        log: await standIn(intruder, entries, note),
        disk: nodeDisk,
        now: () => 0,
      })
      await rounds.round()
      expect(rounds.anchored()).toBeUndefined()
      expect(rounds.contradiction()).toMatchObject({ witness: 'witness.example/desk' })
    } finally {
      await egress.close()
      await witness.close()
      intruder.remove()
    }
  })
})

const limits = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 2,
}

/** A journal of these entries, as a witness’s client sees one. */
async function standIn(intruder: Intruder, entries: readonly StoredEntry[], note: string) {
  const kept = new Map<string, Uint8Array>()
  const tree = createFrontier(sha256, ({ level, index }, hash) => kept.set(`${level}/${index}`, hash))
  for (const { leaf } of entries) tree.append(leafHash(sha256, leaf))
  const read = (wanted: readonly { level: number; index: number }[]) =>
    wanted.map(({ level, index }) => kept.get(`${level}/${index}`) ?? new Uint8Array(0))
  const { origin, size } = await openCheckpoint(note, noteVerifier(log.vkey))
  return {
    folder: intruder.journal,
    checkpoint: async () => ({ origin, size, root: '', note }),
    consistency: (from: number, to: number) => consistencyProof(from, to, read, sha256),
  }
}

function otherTenant({ leaf }: StoredEntry, all: readonly StoredEntry[]): string {
  const tenantIn = (bytes: Uint8Array) => /"tenant":"([^"]+)"/.exec(Buffer.from(bytes).toString())?.[1] ?? ''
  return all.map((entry) => tenantIn(entry.leaf)).find((tenant) => tenant !== tenantIn(leaf)) ?? ''
}

async function foreignKey(intruder: Intruder): Promise<void> {
  const key = createNoteKey('cordon/test', random(32))
  await intruder.sign(intruder.entries(), { log: key.signer })
  intruder.put('log.vkey', `${key.vkey}\n`)
  rmSync(join(intruder.journal, 'witnessed'))
}

/** The newest text, with the witness’s line under an older one. */
async function movedCosignature(intruder: Intruder): Promise<void> {
  const newest = await intruder.sign(intruder.entries())
  const old = createIntruder(log, 'old')
  const half = await old.sign(old.entries().slice(0, 100), { witness: true })
  old.remove()
  intruder.put('witnessed', newest + (/— witness.*\n/.exec(half)?.[0] ?? ''))
}

async function ownWitness(intruder: Intruder): Promise<void> {
  const entries = intruder.entries()
  const note = await intruder.sign(entries)
  const own = createNoteKey('witness.example/desk', random(32), 'cosignature')
  const other = await intruder.sign(entries, { log: { ...own.signer, sign: () => random(72) } })
  intruder.put('checkpoint', note)
  intruder.put('witnessed', note + (/— witness.*\n/.exec(other)?.[0] ?? ''))
}

function swappedBundles({ tiles }: Intruder): void {
  const [a, b] = [join(tiles, 'tile/entries/000'), join(tiles, 'tile/entries/001')]
  renameSync(a, `${a}.x`)
  renameSync(b, a)
  renameSync(`${a}.x`, b)
}
