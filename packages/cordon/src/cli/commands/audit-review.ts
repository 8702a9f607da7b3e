import { CordonError } from '@cordon/contract'
import type { WeekReport } from '../../audit/reading/review/report.ts'
import type { ReviewedWeek } from '../../audit/reading/review/review.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import type { Door } from '../door.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  sign?: string
  finding?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit review                       every week, and which nobody has signed for
  $ cordon audit review 2026-W47              what happened in it, and the hash that a signature stands for
  $ cordon audit review 2026-W47 --sign HASH --finding nothing

45 CFR 164.308(a)(1)(ii)(D). Findings: nothing, followed-up, incident. Exit code 1 of the list: a week is open.
`

export const addAuditReview: AddCommand = (audit, run) => {
  audit
    .command('review [week]')
    .description('Review the journal week by week, and sign for what you saw.')
    .option('--sign <hash>', 'sign for the week: the hash of the report as you saw it')
    .option('--finding <finding>', 'nothing, followed-up or incident')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { sign, finding }, [week]) => {
        if (sign !== undefined && (week === undefined || finding === undefined))
          throw new CordonError('usage', { at: '--sign needs a week and --finding' })
        return withAdminDoor(cli, async (door) => {
          if (week === undefined) return listWeeks(cli, door)
          const path = `/api/journal/reviews/${encodeURIComponent(week)}`
          return sign === undefined ? showWeek(cli, door, path) : signWeek(cli, door, path, { hash: sign, finding })
        })
      }),
    )
}

async function listWeeks({ output }: Cli, door: Door): Promise<number> {
  const { items } = (await door.get('/api/journal/reviews')) as { items: ReviewedWeek[] }
  const rows = items.map(({ week, signed }) => ({
    week,
    'signed by': signed?.by ?? 'OPEN',
    on: signed?.at.slice(0, 10),
    finding: signed?.finding,
  }))
  writeTable(output, rows, ['week', 'signed by', 'on', 'finding'], 'No week is over yet since the first entry.')
  const open = items.filter(({ signed }) => signed === undefined).length
  if (open > 0)
    output.line(
      `\n${open} open: cordon audit review ${items.findLast(({ signed }) => signed === undefined)?.week ?? ''}`,
    )
  output.result({ open, weeks: items })
  return open === 0 ? 0 : 1
}

async function showWeek({ output }: Cli, door: Door, path: string): Promise<number> {
  const shown = (await door.get(path)) as { report: WeekReport; hash: string; own: number }
  const { week, from, to, entries, hours, firstTime, expired, ...counts } = shown.report
  output.line(`Week ${week}   ${from.slice(0, 10)} to ${to.slice(0, 10)} (UTC)   ${entries} entries`)
  output.line(`Office hours ${hours.from} to ${hours.to}, ${hours.timeZone}, weekends out\n`)
  for (const [name, title] of SECTIONS) output.line(`${title.padEnd(44)}${summary(counts[name] ?? {})}`)
  output.line(`${'A person’s first time with a patient'.padEnd(44)}${firstTime.count}`)
  if (firstTime.since !== undefined)
    output.line(`  since ${firstTime.since.slice(0, 10)}: requests of before have expired`)
  for (const { person, patient } of firstTime.pairs.slice(0, 20)) output.line(`  ${person}  ${patient}`)
  if (expired !== undefined)
    output.line(`\n${expired} of these entries have expired: of them, only the class is known.`)
  if (shown.own > 0) output.line(`\n${shown.own} of these entries are your own doing: somebody else should sign.`)
  output.line(`\nTo sign: cordon audit review ${week} --finding nothing --sign ${shown.hash}`)
  output.result(shown)
  return 0
}

type Section = Exclude<keyof WeekReport, 'week' | 'from' | 'to' | 'entries' | 'hours' | 'firstTime' | 'expired'>

/** In the order in which they are looked at: what went wrong first. A section that is not here does not compile. */
const TITLES: Record<Section, string> = {
  failedLogins: 'Failed logins, by reason',
  refusals: 'Refusals, by reason',
  breakGlass: 'Break-glass and emergency, by person',
  reidentifications: 'Re-identifications, by person',
  outOfHours: 'Out of hours, by person',
  changes: 'Changes of configuration',
  readings: 'Readings of the journal',
  events: 'The journal of itself',
  byOutcome: 'Requests, by outcome',
  copies: 'Copies for another vendor, by outcome',
  byPerson: 'Entries, by person',
  byClass: 'Entries, by class',
}
const SECTIONS = Object.entries(TITLES) as [Section, string][]

const shownMax = 8

function summary(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts)
  if (all.length === 0) return 'none'
  const rest = all.length > shownMax ? `, and ${all.length - shownMax} more` : ''
  return `${all
    .slice(0, shownMax)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}${rest}`
}

async function signWeek(
  { output }: Cli,
  door: Door,
  path: string,
  signature: { hash: string; finding: string | undefined },
): Promise<number> {
  const { json } = await door.post(`${path}/sign`, signature)
  const signed = json as { index: number; own: number }
  output.line(`Signed: entry ${signed.index} of the journal.`)
  if (signed.own > 0) output.note(`${signed.own} entries of the week are your own doing: the entry says so.`)
  output.result(signed)
  return 0
}
