// A real process on a data folder: says what it finds there, then appends to the journal and writes rows until it is
// killed. Each line of standard output is one JSON value; what it names was acknowledged before it was written.
//
//   node test/durability/writer.mjs <data folder> <root key file> <first number to report> <first row to report>
import { randomBytes } from 'node:crypto'
import { openJournal } from '../../packages/cordon/dist/audit/open-journal.js'
import { openKeyring } from '../../packages/cordon/dist/crypto/open-keyring.js'
import { createMark } from '../../packages/cordon/dist/jobs/mark.js'
import { readMark, writeMark } from '../../packages/cordon/dist/jobs/mark.queries.js'
import { openStore } from '../../packages/cordon/dist/store/open.js'

const [dataFolder, kekPath, fromSeq, fromRow] = process.argv.slice(2)
const NODE = 'writer'
const now = () => Date.now()
const random = (length) => randomBytes(length)
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const keyring = await openKeyring({ kekPath, registerFolder: `${dataFolder}/keys`, now, random })
const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
const mark = await readMark(store.shared, NODE)
const journal = await openJournal({ dataFolder, node: NODE, operator: 'home', keyring, now, random, mark })
const found = await report()
say(found)

const name = randomBytes(6).toString('hex')
setInterval(createMark({ node: NODE, journal, store }), 50)
for (let caller = 0; caller < 4; caller++) void append(caller)
for (let caller = 0; caller < 2; caller++) void writeRows(caller)

async function append(caller) {
  for (let i = 0; ; i++) {
    const request = `${name}-${caller}-${i}`
    const { seq } = await journal.append('north', intent(request))
    say({ seq, request })
  }
}

/** Rows of a table that the application may write; each is a transaction of its own. */
async function writeRows(caller) {
  for (let row = found.rows + caller; ; row += 2) {
    await writeMark(store.shared, { node: `row-${row}`, size: row, root: name })
    say({ row, root: name })
  }
}

/** What is there from the numbers on that the caller names, in order. */
async function report() {
  const requests = []
  for await (const { seq, body } of journal.read('north', Number(fromSeq)))
    requests.push([seq, body.class === 'intent' ? body.request : body.class])
  const rows = await store.shared.selectFrom('journal_mark').select(['node', 'size', 'root']).execute()
  const numbered = rows.filter(({ node }) => node.startsWith('row-')).map(({ size, root }) => [Number(size), root])
  const next = Math.max(-1, ...numbered.map(([row]) => row)) + 1
  return { requests, written: numbered.filter(([row]) => row >= Number(fromRow)), rows: next }
}

function intent(request) {
  const asking = { request, principal: 'p1', application: 'a1', purpose: 'TREAT', patient: 'unstated' }
  return { class: 'intent', v: 1, ...asking, route: 'chat/completions' }
}
