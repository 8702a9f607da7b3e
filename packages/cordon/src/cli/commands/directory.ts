import { readFileSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import type { Command } from 'commander'
import { parse } from 'yaml'
import type { Run } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Listing {
  readonly path: string
  readonly columns: readonly string[]
  readonly empty: string
}

/** `… list`: what the door lists, as a table or as JSON. */
export function addList(command: Command, run: Run, { path, columns, empty }: Listing): void {
  command
    .command('list')
    .description('List them.')
    .option('--all', 'those that have ended, too')
    .action(
      run<{ all?: boolean }>(async (cli, { all }) => {
        const { items: every } = (await withAdminDoor(cli, (door) => door.get(path))) as {
          items: Record<string, unknown>[]
        }
        const items = all === true ? every : every.filter((item) => !hasEnded(item, cli.now()))
        writeTable(cli.output, items, columns, empty)
        cli.output.result(items)
        return 0
      }),
    )
}

/** Revoked, terminated, closed, or past its time. */
function hasEnded(
  { revokedAt, closedAt, terminated, closed, expiresAt }: Record<string, unknown>,
  now: number,
): boolean {
  const over = (time: unknown) => typeof time === 'number' && time <= now
  return (
    over(revokedAt) ||
    over(closedAt) ||
    over(expiresAt) ||
    [terminated, closed].some((end) => typeof end === 'string' && Date.parse(end) <= now)
  )
}

/** `… revoke ID` or `… terminate ID`: ends one, at once. */
export function addEnding(
  command: Command,
  run: Run,
  { path, verb, what }: { path: string; verb: string; what: string },
): void {
  command
    .command(`${verb} <id>`)
    .description(what)
    .action(
      run(async (cli, _options, [id = '']) => {
        const { json } = await withAdminDoor(cli, (door) => door.post(`${path}/${encodeURIComponent(id)}/${verb}`, {}))
        cli.output.line(`${id}: ${verb} done`)
        cli.output.result(json)
        return 0
      }),
    )
}

/** A definition in YAML or JSON, from a file. */
export function readDefinition(file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parse(readFileSync(file, 'utf8'))
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read as YAML` })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CordonError('usage', { at: `${file} is not a map` })
  return value as Record<string, unknown>
}
