// A real process on a data folder: says what it finds there, then appends to the journal and writes rows until it is
// killed. Each line of standard output is one JSON value; what it names was acknowledged before it was written.
//
//   node test/durability/writer.mjs <data folder> <root key file> <first number of an entry to report>
import { randomBytes } from 'node:crypto'
import { openJournal } from '../../packages/cordon/dist/audit/open-journal.js'
import { openKeyring } from '../../packages/cordon/dist/crypto/open-keyring.js'
import { createMark } from '../../packages/cordon/dist/jobs/mark.js'
import { readMark, writeMark } from '../../packages/cordon/dist/jobs/mark.queries.js'
import { openStore } from '../../packages/cordon/dist/store/open.js'

const [dataFolder, kekPath, fromSeq] = process.argv.slice(2)
const NODE = 'writer'
const now = () => Date.now()
const random = (length) => randomBytes(length)
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const keyring = await openKeyring({ kekPath, registerFolder: `${dataFolder}/keys`, now, random })
const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
const known = await readMark(store.shared, NODE)
const journal = await openJournal({ dataFolder, node: NODE, operator: 'home', keyring, now, random, mark: known })
say(await report())

const name = randomBytes(6).toString('hex')
const mark = createMark({ node: NODE, journal, store })
setInterval(() => void mark(), 50)
for (let caller = 0; caller < 4; caller++) void append(caller)
for (let caller = 0; caller < 2; caller++) void writeRows(caller)

async function append(caller) {
  for (let i = 0; ; i++) {
    const request = `${name}-${caller}-${i}`
    const { seq } = await journal.append('north', intent(request))
    say({ seq, request })
  }
}

/**
 * Rows of a table that the application may write; each is a transaction of its own. Their names are this life's alone:
 * what a killed writer had asked for, its session may still commit.
 */
async function writeRows(caller) {
  for (let i = 0; ; i++) {
    const row = `row-${name}-${caller}-${i}`
    await writeMark(store.shared, { node: row, size: i, root: name })
    say({ row })
  }
}

/** The entries from the asked number on, and all rows. */
async function report() {
  const requests = []
  for await (const { seq, body } of journal.read('north', Number(fromSeq)))
    requests.push([seq, body.class === 'intent' ? body.request : body.class])
  const rows = await store.shared.selectFrom('journal_mark').select('node').execute()
  return { requests, rows: rows.map(({ node }) => node).filter((node) => node.startsWith('row-')) }
}

function intent(request) {
  const asking = { request, principal: 'p1', application: 'a1', purpose: 'TREAT', patient: 'unstated' }
  return { class: 'intent', v: 1, ...asking, route: 'chat/completions' }
}
