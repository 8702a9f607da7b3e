import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import { createMessages, type Written } from './messages.ts'

/** One of several statements. A named one is parsed and planned once for a connection. */
export interface Asked {
  readonly name: string | undefined
  readonly text: string
  readonly values: readonly unknown[]
}

/** What one connection has prepared: by name, what makes a row of its columns. */
export type Prepared = Map<string, readonly Column[]>

interface Column {
  readonly name: string
  readonly parse: (text: string) => unknown
}

/**
 * One transaction, written at once and answered at once: the extended protocol makes one of whatever comes before its `Sync`, with
 * neither `begin` nor `commit`. After a statement that failed the server skips the others and rolls back. The rows of each
 * statement, or the first error and nothing.
 */
export function askTogether(client: pg.PoolClient, asked: readonly Asked[], prepared: Prepared): Promise<unknown[][]> {
  const messages = messagesOf(asked, prepared)
  return new Promise((resolve, reject) => {
    const done: Done = (error, rows) => (rows === undefined ? reject(error) : resolve(rows))
    client.query({
      ...listening(asked, prepared, done),
      submit: ({ stream }: pg.Connection) => void stream.write(messages),
    })
  })
}

type Done = (error: unknown, rows?: unknown[][]) => void

function messagesOf(asked: readonly Asked[], prepared: Prepared): Buffer {
  const messages = createMessages()
  // An unnamed statement lasts until the next one: it is written whole each time.
  for (const { name = '', text, values } of asked) {
    const isKnown = prepared.has(name)
    // One that failed may have been parsed before it did.
    if (!isKnown && name !== '') messages.close(name)
    if (!isKnown) messages.parse(name, text)
    messages.bind(name, values.map(written))
    if (!isKnown) messages.describe()
    messages.execute()
  }
  messages.sync()
  return messages.bytes()
}

/** What hears the answers: they come in the order of the questions. `callback` may be replaced by the driver, which times it. */
function listening(asked: readonly Asked[], prepared: Prepared, callback: Done) {
  const answers: unknown[][] = asked.map(() => [])
  let [at, columns] = [0, columnsOf(asked[0], prepared)]
  return {
    callback,
    handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }) {
      columns = fields.map(({ name, dataTypeID }) => ({ name, parse: pg.types.getTypeParser(dataTypeID, 'text') }))
    },
    handleDataRow({ fields }: { fields: readonly (string | null)[] }) {
      answers[at]?.push(rowOf(columns, fields))
    },
    handleCommandComplete() {
      const name = asked[at]?.name
      if (name !== undefined) prepared.set(name, columns)
      at += 1
      columns = columnsOf(asked[at], prepared)
    },
    handleError(error: unknown) {
      this.callback(error)
    },
    handleReadyForQuery() {
      this.callback(undefined, answers)
    },
  }
}

function columnsOf(asked: Asked | undefined, prepared: Prepared): readonly Column[] {
  return prepared.get(asked?.name ?? '') ?? []
}

function rowOf(columns: readonly Column[], fields: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const [n, { name, parse }] of columns.entries()) {
    const text = fields[n] ?? null
    row[name] = text === null ? null : parse(text)
  }
  return row
}

function written(value: unknown): Written {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error('invariant: a value of a statement is a text, a number, a truth, a date, bytes or a list of texts')
}

function element(value: unknown): string {
  invariant(typeof value === 'string', 'a list of a statement is of texts')
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
