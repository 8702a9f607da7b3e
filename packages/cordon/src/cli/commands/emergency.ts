import { CordonError } from '@cordon/contract'
import type { Command } from 'commander'
import type { AddCommand, Run } from '../command.ts'
import { readInput } from '../read-input.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding } from './directory.ts'

const EXAMPLE = `
Examples:
  $ echo "Found unconscious, nobody else on the ward." | cordon emergency open --patient Patient/123 --reason cannot-consent
  $ cordon emergency list                      what is open, and what somebody has to look at
  $ cordon emergency show 01JD…                the words, for a reviewer; that they were read is recorded
  $ cordon emergency review 01JD… --outcome appropriate
`

interface Listed extends Record<string, unknown> {
  readonly state: string
  readonly outcome?: string
  readonly overdue: boolean
}

export const emergencyCommand: AddCommand = (program, run) => {
  const command = program
    .command('emergency')
    .description('Breaking the glass: one person, one patient, for a few hours, and somebody else looks at it.')
    .addHelpText('after', EXAMPLE)
  addOpen(command, run)
  addList(command, run)
  addShow(command, run)
  addEnding(command, run, { path: '/api/emergency', verb: 'stop', what: 'Mend the glass before its time.' })
  addReview(command, run)
}

function addOpen(command: Command, run: Run): void {
  command
    .command('open')
    .description('Break the glass. Why is read from a file or standard input: it may hold a patient’s words.')
    .requiredOption('--patient <reference>', 'the one patient')
    .requiredOption('--reason <code>', 'cannot-consent, threat-to-life, covering-clinician or other')
    .option('--text-file <file>', 'a file with the words, 15 to 500 characters; absent: standard input')
    .option('--hours <n>', 'fewer than the site’s')
    .action(
      run<{ patient: string; reason: string; textFile?: string; hours?: string }>(async (cli, options) => {
        const { patient, reason, textFile, hours } = options
        const text = (await readInput(textFile)).trim()
        if (hours !== undefined && !(Number(hours) > 0)) throw new CordonError('usage', { at: `--hours ${hours}` })
        const asked = { patient, reason, text, ...(hours === undefined ? {} : { hours: Number(hours) }) }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/emergency', asked))
        const { grant, until, reviewDue } = json as { grant: string; until: string; reviewDue: string }
        cli.output.line(`grant ${grant} until ${until}; somebody else looks at it by ${reviewDue}`)
        cli.output.line(`send it as X-Cordon-Break-Glass: ${grant}`)
        cli.output.result(json)
        return 0
      }),
    )
}

function addList(command: Command, run: Run): void {
  command
    .command('list')
    .description('What is open, and what is not settled. Exit 1 when a review is overdue.')
    .option('--all', 'those that are settled, too')
    .action(
      run<{ all?: boolean }>(async (cli, { all }) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/emergency'))) as { items: Listed[] }
        const settled = ({ outcome }: Listed) => outcome === 'appropriate' || outcome === 'inappropriate'
        const shown = items.filter((item) => all === true || item.state === 'open' || !settled(item))
        const columns = ['id', 'person', 'reason', 'startedAt', 'until', 'state', 'reviewDue', 'overdue', 'outcome']
        writeTable(cli.output, shown, columns, 'No glass is broken, and nothing waits to be looked at.')
        cli.output.result(shown)
        return items.some(({ overdue }) => overdue) ? 1 : 0
      }),
    )
}

function addShow(command: Command, run: Run): void {
  command
    .command('show <id>')
    .description('One grant with its words, for a reviewer. That it was read is recorded.')
    .action(
      run(async (cli, _options, [id = '']) => {
        const shown = await withAdminDoor(cli, (door) => door.get(`/api/emergency/${encodeURIComponent(id)}`))
        for (const [name, value] of Object.entries(shown as Record<string, unknown>))
          cli.output.line(`${name.padEnd(12)} ${String(value)}`)
        cli.output.result(shown)
        return 0
      }),
    )
}

function addReview(command: Command, run: Run): void {
  command
    .command('review <id>')
    .description('Say what came of it. Whoever broke the glass cannot.')
    .requiredOption('--outcome <outcome>', 'appropriate, inappropriate or needs-follow-up')
    .option('--incident <reference>', 'the matter’s reference; no words about a person')
    .action(
      run<{ outcome: string; incident?: string }>(async (cli, { outcome, incident }, [id = '']) => {
        const review = { outcome, ...(incident === undefined ? {} : { incident }) }
        const path = `/api/emergency/${encodeURIComponent(id)}/review`
        const { json } = await withAdminDoor(cli, (door) => door.post(path, review))
        cli.output.line(`${id}: ${outcome}`)
        cli.output.result(json)
        return 0
      }),
    )
}
