import { writeFileSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import type { Accounting } from '../../audit/reading/accounting/account.ts'
import { accountingCsv } from '../../audit/reading/accounting/csv.ts'
import { accountingHtml } from '../../audit/reading/accounting/html.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  patient: string
  requested?: string
  csv?: boolean
  html?: boolean
  out?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit accounting --patient Patient/p-1001
  $ cordon audit accounting --patient Patient/p-1001 --requested 2026-11-03 --html --out accounting.html

45 CFR 164.528: six years back from the day of the request, which is to be answered within 60 days. What need not be listed
(treatment, payment, operations, …) is counted, with the rule.
`

export const addAuditAccounting: AddCommand = (audit, run) => {
  audit
    .command('accounting')
    .description('Account for disclosures to an individual who asks: what went to whom, when, and what for.')
    .requiredOption('--patient <id>', 'Patient/<id> or the bare id')
    .option('--requested <date>', 'the day the individual asked; today without it')
    .option('--csv', 'as a table for a spreadsheet')
    .option('--html', 'as a page to print or to send')
    .option('--out <file>', 'where to; otherwise standard output')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options) => {
        if (options.csv === true && options.html === true) throw new CordonError('usage', { at: '--csv or --html' })
        const requested = options.requested === undefined ? {} : { requested: momentOf(options.requested) }
        const { json } = await withAdminDoor(cli, (door) =>
          door.post('/api/journal/accounting', { patient: options.patient, ...requested }),
        )
        const accounting = json as Accounting
        if (options.html === true) await hand(cli, options.out, accountingHtml(accounting), accounting)
        else if (options.csv === true) await hand(cli, options.out, accountingCsv(accounting), accounting)
        else show(cli, accounting)
        return 0
      }),
    )
}

/** A day stands for its end: a disclosure of that very day is within the six years. */
function momentOf(text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T23:59:59.999Z`) : Number.NaN
  if (Number.isNaN(time)) throw new CordonError('usage', { at: '--requested: a date, such as 2026-11-03' })
  return new Date(time).toISOString()
}

async function hand({ output }: Cli, file: string | undefined, text: string, accounting: Accounting): Promise<void> {
  if (output.json) output.result(accounting)
  if (file === undefined) {
    if (!output.json) await output.bytes(Buffer.from(text))
    return
  }
  try {
    writeFileSync(file, text, { mode: 0o600 })
  } catch (cause) {
    throw new CordonError('usage', { at: `${file} cannot be written`, cause })
  }
  output.line(`${accounting.disclosures.length} disclosures written to ${file}; due by ${day(accounting.due)}`)
}

function show({ output }: Cli, accounting: Accounting): void {
  const { patient, requested, from, to, due, extended, disclosures, excluded, unattributed, expired } = accounting
  output.line(`Accounting of disclosures   ${patient}   45 CFR 164.528`)
  output.line(`Requested ${day(requested)}   period ${day(from)} to ${day(to)}`)
  output.line(`Due by ${day(due)} (60 days); once, with a written reason, ${day(extended)}\n`)
  const rows = disclosures.map((line) => ({ ...line, date: day(line.date) }))
  const columns = ['date', 'recipient', 'address', 'description', 'purpose', 'outcome']
  writeTable(output, rows, columns, 'None that has to be accounted for.')
  output.line('\nNot listed, and why')
  for (const { cite, title, count } of excluded) output.line(`${String(count).padStart(7)}  ${title}  (${cite})`)
  if (unattributed > 0) output.line(`\n${unattributed} requests of this period stated no patient.`)
  if (expired > 0)
    output.line(`\n${expired} disclosures of this period have expired: whom they concerned cannot be read any more.`)
  output.result(accounting)
}

const day = (iso: string): string => iso.slice(0, 10)
