import { expect, it } from 'vitest'
import type { Contradiction } from '../audit/witness/witnessing.ts'
import type { Log } from '../kernel/log.ts'
import { createRounds } from './witness.ts'

it('tells of a witness that contradicts once, in the log and in the journal, and again when it does so anew', async () => {
  const longer: Contradiction = { witness: 'desk', size: 9, kind: 'longer' }
  const other: Contradiction = { witness: 'desk', size: 5, kind: 'other' }
  const rounds = [undefined, longer, longer, undefined, longer, other]
  let now: Contradiction | undefined
  const [told, written]: [string[], unknown[]] = [[], []]
  const quiet = () => undefined
  const error: Log['error'] = (message, fields) => void told.push(`${message}: ${fields?.event} ${fields?.count}`)
  const run = createRounds({
    witnessing: { round: async () => undefined, contradiction: () => now },
    journal: {
      append: async (_tenant, entry) => {
        written.push(entry)
        return { index: 0, seq: 0 }
      },
    },
    operator: 'home',
    log: { debug: quiet, info: quiet, warn: quiet, error },
  })
  for (now of rounds) await run()
  const said = 'a witness contradicts the journal'
  expect(told).toEqual([`${said}: longer 9`, `${said}: longer 9`, `${said}: other 5`])
  expect(written).toMatchObject([
    { detail: longer },
    { detail: longer },
    { detail: other, event: 'witness_contradicts' },
  ])
})
