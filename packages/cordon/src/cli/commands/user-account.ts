import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { Run } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const ENROL_EXAMPLE = `
Example:
  $ cordon user enrol dr-okafor        hand the code over in person; it works once
`

/** `cordon user enrol|sessions|second-factor`: accounts of people who sign in at the admin door. */
export function addAccounts(command: Command, run: Run): void {
  command
    .command('enrol <id>')
    .description('A one-time code with which a person sets a password of their own.')
    .addHelpText('after', ENROL_EXAMPLE)
    .action(run((cli, _options, [id = '']) => enrol(cli, id)))
  command
    .command('sessions <id>')
    .description('Where a person is signed in.')
    .option('--revoke', 'end them all, at once')
    .action(
      run<{ revoke?: boolean }>((cli, { revoke }, [id = '']) => (revoke === true ? endAll(cli, id) : list(cli, id))),
    )
  command
    .command('second-factor')
    .description('Second factors of a person.')
    .command('reset <id>')
    .description(
      'Take away second factors, password and sessions: for somebody who lost theirs. They are told who did it.',
    )
    .action(run((cli, _options, [id = '']) => reset(cli, id)))
}

/** Prints the code once; it is kept nowhere. */
export async function enrol(cli: Cli, id: string): Promise<number> {
  const { json } = await withAdminDoor(cli, (door) => door.post(`${pathOf(id)}/enrolment`, {}))
  const { code, endsAt } = json as { code: string; endsAt: number }
  cli.output.line(`${id}: signs in for the first time with this code, shown once:`)
  cli.output.line(`  ${code}`)
  cli.output.line(`It ends ${new Date(endsAt).toISOString()}. POST /api/session/enrol, or the console.`)
  cli.output.result(json)
  return 0
}

async function list(cli: Cli, id: string): Promise<number> {
  const { items } = (await withAdminDoor(cli, (door) => door.get(`${pathOf(id)}/sessions`))) as {
    items: Record<string, unknown>[]
  }
  writeTable(cli.output, items, ['id', 'how', 'source', 'createdAt', 'idleEndsAt'], `${id} is signed in nowhere`)
  cli.output.result(items)
  return 0
}

async function endAll(cli: Cli, id: string): Promise<number> {
  const { json } = await withAdminDoor(cli, (door) => door.post(`${pathOf(id)}/sessions/revoke`, {}))
  cli.output.line(`${id}: ${(json as { ended: number }).ended} ended`)
  cli.output.result(json)
  return 0
}

async function reset(cli: Cli, id: string): Promise<number> {
  const { json } = await withAdminDoor(cli, (door) => door.post(`${pathOf(id)}/second-factor/reset`, {}))
  cli.output.line(`${id}: reset. Next: cordon user enrol ${id}`)
  cli.output.result(json)
  return 0
}

function pathOf(id: string): string {
  return `/api/users/${encodeURIComponent(id)}`
}
