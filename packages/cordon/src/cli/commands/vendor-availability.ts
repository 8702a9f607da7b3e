import type { TierAvailability } from '../../gateway/resilience/availability.ts'
import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon vendor availability
  tier      share   target  window   requests  no vendor  boundary  stands
  standard  0.9981  0.99    30 days  5210      10         0         ok

Counted: questions to a model that passed the rules. "no vendor" were not answered because vendors failed, "boundary"
because this installation could not. What rules, limits or clients ended is not counted.
`

interface Shown {
  readonly items: readonly (TierAvailability & { readonly fallback: unknown; readonly downtime: string })[]
}

/** `availability`: what share of each tier's requests was answered. 1 where one is below its target. */
export const addAvailability: AddCommand = (vendor, run) => {
  vendor
    .command('availability')
    .description('What share of each tier’s requests was answered, against the target that it declares.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/availability'))) as unknown as Shown
        const asked = items.filter(({ requests }) => requests > 0)
        const columns = ['tier', 'share', 'target', 'window', 'requests', 'no vendor', 'boundary', 'stands']
        writeTable(cli.output, asked.map(rowOf), columns, 'No question was asked yet: cordon ask')
        cli.output.result(items)
        return items.some(({ underTarget }) => underTarget) ? 1 : 0
      }),
    )
}

function rowOf({ tier, share, target, windowDays, requests, vendor, boundary, underTarget }: TierAvailability) {
  return {
    tier,
    // Cut, not rounded: a share below its target never reads like it.
    share: String(Math.floor((share ?? 0) * 10_000) / 10_000),
    target: String(target),
    window: `${windowDays} days`,
    requests,
    'no vendor': vendor,
    boundary,
    stands: underTarget ? 'under target' : 'ok',
  }
}
