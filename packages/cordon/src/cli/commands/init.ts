import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CordonError, type Principal } from '@cordon/contract'
import { stringify } from 'yaml'
import { chosenRoot } from '../../config/keys.ts'
import { completeConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { DAY, MINUTE } from '../../kernel/clock.ts'
import type { AddCommand } from '../command.ts'
import { createDoor } from '../door.ts'
import { commandLineApplication, localVendor } from '../local-setup.ts'
import { readDefinition } from './directory.ts'

interface Options {
  rootKey?: string
  keys?: string
  name?: string
  practitioner?: string
}

const EXAMPLE = `
Example:
  $ cordon init --data /srv/cordon/data --root-key /etc/cordon/root.key --name "Dr. Ada Quint"
`

export const initCommand: AddCommand = (program, run) => {
  program
    .command('init')
    .description('Make keys, cordon.yaml, the database and the first administrator of a new data folder.')
    .option('--root-key <file>', 'where the root key goes, outside the data folder (default: beside it)')
    .option('--keys <file>', 'what holds the root key instead of a file: the section keys of cordon.yaml, as YAML')
    .option('--name <name>', 'the first administrator', 'Owner')
    .option('--practitioner <reference>', 'the administrator’s own Practitioner in FHIR, if they treat patients')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options) => {
        const { dataFolder, output } = cli
        const file = join(dataFolder, 'cordon.yaml')
        if (existsSync(file)) throw new CordonError('data_folder_invalid', { at: `${file} exists already` })
        const keys = keysOf(options, dataFolder)
        const config = completeConfig({ dataFolder, keys }, cli.environment, 'cordon init')
        mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
        const { recoveryFile } = await cli.createKeys(config)
        const root = nameOfRoot(config)

        const boundary = await cli.openBoundary(
          {
            ...config,
            application: { ...config.application, port: 0 },
            admin: { ...config.admin, port: 0 },
            log: { level: 'warn' },
          },
          { log: cli.err },
        )
        const egress = cli.createEgress()
        try {
          // Whoever makes the root key has shown more than a second factor; the key that is printed counts as none.
          const setUp = await boundary.localKey(ownerOf(options), 60 * MINUTE, true)
          const door = createDoor({ egress, origin: boundary.adminUrl, key: setUp.key })
          await door.post('/api/vendors', localVendor())
          await door.post('/api/applications', commandLineApplication())
          const { code } = (await door.post('/api/users/owner/enrolment', {})).json as { code: string }
          await boundary.revokeKey(setUp.id)
          const { key } = await boundary.localKey(ownerOf(options), 365 * DAY)
          // Written last: a data folder with a cordon.yaml is a whole one.
          writeFileSync(file, stringify({ keys }), { mode: 0o600 })
          output.line(`Data folder       ${dataFolder}`)
          output.line(`Root key          ${root}`)
          output.line(
            `Recovery key      ${recoveryFile}  (move it offline: it opens everything if the root key is lost)`,
          )
          output.line(`Administrator     owner (${options.name ?? 'Owner'})`)
          output.line(`Key, shown once   ${key}`)
          output.line(`To sign in, once  ${code}  (a code to choose a password with; see the guide on people)`)
          output.line()
          output.line('Next:  cordon user add, app add and key add on this data folder, then cordon serve')
          output.result({ dataFolder, root, recoveryFile, user: 'owner', key, enrolment: code })
          output.note('Ready (/readyz) once a witness holds the journal’s checkpoints: docs/guides/verify.md.')
        } finally {
          await egress.close()
          await boundary.close()
        }
        return 0
      }),
    )
}

/** `keys:` of the new `cordon.yaml`. */
function keysOf({ rootKey, keys }: Options, dataFolder: string): Record<string, unknown> {
  if (keys === undefined) return { rootFile: resolve(rootKey ?? join(`${dataFolder}-keys`, 'root.key')) }
  if (rootKey !== undefined) throw new CordonError('usage', { at: 'either --root-key or --keys' })
  return readDefinition(keys)
}

function nameOfRoot({ keys }: Config): string {
  const root = chosenRoot(keys)
  return 'file' in root ? root.file : `${root.kind} ${root.key}`
}

/** A practice's first administrator is often its physician: both roles, and the relationship still decides on charts. */
function ownerOf({ name, practitioner }: Options): Principal {
  return {
    id: 'owner',
    kind: 'user',
    name: name ?? 'Owner',
    roles: ['administrator', 'clinician', 'compliance'],
    practitioner: practitioner ?? 'Practitioner/owner',
  }
}
