import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CordonError, PersonName } from '@cordon/contract'
import { signNote } from '@cordon/ledger'
import { readPersonKey } from '../../audit/person-key.ts'
import type { Row } from '../../policy/agreements/catalogue/read-catalogue.ts'
import { type RowReview, reviewText } from '../../policy/agreements/catalogue/review.ts'
import type { AddCommand } from '../command.ts'
import type { Door } from '../door.ts'
import { readText } from '../kit/folder.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon vendor review                                   the rows in use, and until when they hold
  $ cordon vendor review openai-text --reviewer "Cy Lark" --source your-data.html --until 2027-08-22 --key cy-lark.key

Read the row's source first and keep the page: its SHA-256 stands in what you sign. cordon eval kit key makes a key; its
verifier key goes into cordon.yaml under vendors.reviewers. With --not-eligible you state that the source no longer says so.
`

interface Options {
  readonly reviewer?: string
  readonly source?: string
  readonly until?: string
  readonly key?: string
  readonly notEligible?: boolean
  readonly all?: boolean
}

type Listed = Row & { readonly used: boolean }

/** `review`: without a row, what there is to review; with one, a signed statement that renews it. */
export const addReview: AddCommand = (vendor, run) => {
  vendor
    .command('review [row]')
    .description('Renew a row of the catalogue, by a statement that a named person signs; without a row, list them.')
    .option('--reviewer <name>', 'who has read the source')
    .option('--source <file>', 'the page as it was kept')
    .option('--until <day>', 'the day from which it does not count any more, within a year')
    .option('--key <file>', 'the key file of the person who signs')
    .option('--not-eligible', 'the source does not say so (any more)')
    .option('--all', 'list rows of services that no vendor is registered at, too')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [row]) =>
        withAdminDoor(cli, async (door) => {
          const rows = ((await door.get('/api/catalogue')) as unknown as { items: Listed[] }).items
          if (row === undefined) {
            const shown = rows.filter(({ used }) => used || options.all === true)
            const empty = 'No registered vendor is in the catalogue: --all lists every row.'
            writeTable(cli.output, shown.map(listed), ['row', 'eligible', 'expires', 'why', 'source'], empty)
            cli.output.result(shown)
            return 0
          }
          const found = rows.find(({ id }) => id === row)
          if (found === undefined) throw new CordonError('not_found', { at: `row ${row}` })
          const sent = await sign(door, found, options, new Date(cli.now()).toISOString().slice(0, 10))
          cli.output.line(sent.text)
          cli.output.line(
            `${row}: reviewed, ${sent.eligible === 'yes' ? `eligible until ${sent.until}` : 'not eligible'}`,
          )
          cli.output.result(sent)
          return 0
        }),
      ),
    )
}

async function sign(door: Door, { id, hash }: Row, options: Options, day: string) {
  const { reviewer, source, until, key, notEligible } = options
  if (reviewer === undefined || source === undefined || until === undefined || key === undefined)
    throw new CordonError('usage', { at: '--reviewer, --source, --until and --key are needed' })
  if (!PersonName.safeParse(reviewer).success) throw new CordonError('usage', { at: '--reviewer: one line' })
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) throw new CordonError('usage', { at: '--until: a day, such as 2027-08-22' })
  const eligible = notEligible === true ? 'no' : 'yes'
  const review: RowReview = { row: id, hash, source: sha256Of(source), eligible, reviewer, day, expiresOn: until }
  const text = reviewText(review)
  const note = await signNote(text, [readPersonKey(readText(key)).signer])
  const { json } = await door.post('/api/catalogue/reviews', { note })
  return { ...(json as object), text, note, eligible, until }
}

function sha256Of(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read` })
  }
}

const listed = ({ id, eligible, expiresOn, why, source }: Listed) => ({
  row: id,
  eligible,
  expires: expiresOn,
  why,
  source,
})
