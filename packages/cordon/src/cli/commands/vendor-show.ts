import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon vendor show openai-us
`

interface Shown {
  readonly vendor: { readonly id: string; readonly kind: string; readonly region: string }
  readonly host: string
  readonly needsAgreement: boolean
  readonly service: string
  readonly rows: Record<string, unknown>[]
  readonly settings: { readonly holds: boolean; readonly why: string; readonly code?: string }
  readonly attestations: { fact: string; holds: boolean; found: string; at: number }[]
  readonly agreements: { id: string; expires: string; terminated?: string }[]
}

/** `show`: all that a decision would find of one vendor. */
export const addShow: AddCommand = (vendor, run) => {
  vendor
    .command('show <id>')
    .description(
      'What a decision would find of one vendor: its service, the catalogue’s rows, its settings, its agreements.',
    )
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [id = '']) => {
        const shown = (await withAdminDoor(cli, (door) =>
          door.get(`/api/vendors/${encodeURIComponent(id)}`),
        )) as unknown as Shown
        const { output } = cli
        output.line(`${shown.vendor.id}: ${shown.vendor.kind} at ${shown.host}, ${shown.vendor.region}`)
        output.line(`service      ${shown.service}`)
        output.line(`agreements   ${agreementsOf(shown, cli.now())}`)
        const closed = shown.settings.code === undefined ? '' : ` (${shown.settings.code})`
        output.line(`settings     ${shown.settings.why}${closed}`)
        for (const { fact, found, holds, at } of shown.attestations)
          output.line(`             ${fact}: ${found}${holds ? '' : ', which is wrong'}, ${new Date(at).toISOString()}`)
        if (shown.rows.length > 0)
          writeTable(output, shown.rows.map(rowOf), ['row', 'features', 'tiers', 'says', 'until', 'source'], '')
        output.result(shown)
        return shown.settings.holds ? 0 : 1
      }),
    )
}

function agreementsOf({ needsAgreement, agreements }: Shown, now: number): string {
  if (!needsAgreement) return 'none needed: nothing is disclosed to anybody'
  const open = agreements.filter(({ expires, terminated }) => Date.parse(terminated ?? expires) > now)
  if (open.length === 0) return 'none in force: nothing may leave'
  return open.map(({ id, expires }) => `${id} until ${expires.slice(0, 10)}`).join(', ')
}

function rowOf({ id, features, tiers, eligible, expiresOn, expired, source }: Record<string, unknown>) {
  return {
    row: id,
    features,
    tiers,
    says: eligible,
    until: `${String(expiresOn)}${expired === true ? ' (expired)' : ''}`,
    source,
  }
}
