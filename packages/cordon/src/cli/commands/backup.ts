import { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import { nodeDisk } from '../../audit/node-disk.ts'
import { makeIdentityFile } from '../../backup/age/identities.ts'
import type { BackupResult, BackupStep } from '../../backup/backups.ts'
import { restore } from '../../backup/restore/restore.ts'
import { verifyAway } from '../../backup/restore/verify.ts'
import type { PlaceState } from '../../backup/state.ts'
import { SECOND } from '../../kernel/clock.ts'
import { openPlaceFrom } from '../backup/place.ts'
import { type KeyOptions, wayToRestore, wayToVerify } from '../backup/way.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { DoorRefused } from '../output.ts'
import { withAdminDoor } from '../with-door.ts'

type Options = KeyOptions & { from: string; snapshot?: string; vkey?: string }

const CREATE = `
Example:
  $ cordon backup create        to every place of the configuration, each restored into scratch and verified
`
const VERIFY = `
Examples:
  $ cordon backup verify --from /mnt/second --recovery-key root.key.recovery --vkey "$(cat kept.vkey)"
  $ cordon backup verify --from /mnt/second --identity offline.age --root-key /etc/cordon/root.key
  $ cordon backup verify --from place.yaml --identity offline.age      sealed values stay sealed
`
const RESTORE = `
It goes into a folder that is empty or does not exist, and what fails leaves nothing there. Where entries are missing, the
server says so and does not serve until a person declares the loss: cordon audit declare-loss.

Examples:
  $ cordon backup restore --from /mnt/second --data /srv/cordon/data --recovery-key root.key.recovery --root-key /etc/cordon/root.key
  $ cordon backup restore --from /mnt/second --data /srv/cordon/data --identity offline.age --root-key /etc/cordon/root.key
`

export const backupCommand: AddCommand = (program, run) => {
  const command = program.command('backup').description('Copies elsewhere: make one now, prove one, restore one.')
  command
    .command('create')
    .description('Make a snapshot in every place now, restore each into scratch and verify it.')
    .addHelpText('after', CREATE)
    .action(run((cli) => create(cli)))
  command
    .command('list')
    .description('The places: what has arrived there, what was proved, which snapshots they hold.')
    .addHelpText('after', '\nExample:\n  $ cordon backup list\n')
    .action(run((cli) => list(cli)))
  const verify = command
    .command('verify')
    .description('Prove a restore away from the machine: everything is read, restored into scratch and verified.')
  withKeys(verify)
    .addHelpText('after', VERIFY)
    .action(run<Options>((cli, options) => verifyPlace(cli, options)))
  const restoring = command
    .command('restore')
    .description('Make the data folder --data from a place: keys, a snapshot, the journal as far as it was shipped.')
  withKeys(restoring)
    .addHelpText('after', RESTORE)
    .action(run<Options>((cli, options) => restoreFrom(cli, options)))
  command
    .command('keygen <file>')
    .description('Make an age identity in a new file, and print the recipient for backup.recipients.')
    .addHelpText('after', '\nExample:\n  $ cordon backup keygen /etc/cordon/backup.age\n')
    .action(run((cli, _options, [file = '']) => keygen(cli, file)))
}

function withKeys(command: ReturnType<Parameters<AddCommand>[0]['command']>) {
  return command
    .requiredOption('--from <place>', 'a folder, or a YAML file with one place as in backup.places')
    .option('--snapshot <id>', 'which one; absent: the newest')
    .option('--identity <file>', 'an age identity of one of the recipients')
    .option('--root-key <file>', 'the root key; with --recovery-key the file in which a new one is made')
    .option('--recovery-key <file>', 'the offline recovery key: it needs nothing else')
    .option('--config <file>', 'a kept cordon.yaml, for a root key in a key service or a token')
    .option('--vkey <key>', 'the log’s key as you kept it, not as it lies beside the backup')
}

async function create(cli: Cli): Promise<number> {
  const { output } = cli
  const progress = output.progress('backup')
  const results = await withAdminDoor(cli, (door) =>
    resultsOf(door.stream('/api/backups', Readable.from([])), ({ bytes }) => progress.update(bytes)),
  ).finally(() => progress.end())
  for (const result of results) {
    if ('rehearsal' in result) {
      const { snapshot, entries, rows, bytes, ms } = result.rehearsal
      output.line(`${output.style('green', 'verified')}  ${result.place}  ${snapshot}`)
      output.line(`          ${entries} entries, ${rows} rows, ${bytes} bytes restored in ${ms} ms`)
    } else output.line(`${output.style('red', 'FAILED')}    ${result.place}  ${result.code} ${result.at ?? ''}`)
  }
  output.result({ results })
  return results.every((result) => 'rehearsal' in result) ? 0 : 1
}

type Line = { step: BackupStep } | { results: BackupResult[] } | { error: { code: string; message: string } }

async function resultsOf(lines: AsyncIterable<unknown>, onStep: (step: BackupStep) => void): Promise<BackupResult[]> {
  for await (const line of lines as AsyncIterable<Line>) {
    if ('step' in line) onStep(line.step)
    else if ('results' in line) return line.results
    else throw new DoorRefused(line.error.code, line.error.message)
  }
  throw new CordonError('upstream_invalid', { at: 'the boundary’s answer' })
}

interface Standing {
  readonly places: readonly PlaceState[]
  readonly troubles: readonly { readonly place: string; readonly what: string; readonly fault?: string }[]
  readonly snapshots: readonly { readonly place: string; readonly snapshots?: readonly string[] }[]
}

async function list(cli: Cli): Promise<number> {
  const { output, now } = cli
  const standing = (await withAdminDoor(cli, (door) => door.get('/api/backups'))) as Standing
  for (const { place, shipped, shippedAt, verified } of standing.places) {
    const snapshots = standing.snapshots.find((one) => one.place === place)?.snapshots
    output.line(output.style('bold', place))
    output.line(`  shipped    ${shipped ?? 0} entries, ${ageOf(shippedAt, now())}`)
    output.line(
      `  verified   ${verified === undefined ? 'none' : `${verified.snapshot}, ${ageOf(verified.at, now())}`}`,
    )
    output.line(`  snapshots  ${snapshots === undefined ? 'cannot be asked' : snapshots.join(' ') || 'none'}`)
  }
  for (const { place, what, fault } of standing.troubles)
    output.line(`${output.style('red', what)}  ${place}  ${fault ?? ''}`)
  output.result(standing)
  return standing.troubles.length === 0 ? 0 : 1
}

const ageOf = (at: number | undefined, nowMs: number): string =>
  at === undefined ? 'never' : `${Math.max(0, Math.round((nowMs - at) / SECOND))} s ago`

async function verifyPlace(cli: Cli, options: Options): Promise<number> {
  const { output, now, random, environment } = cli
  const way = wayToVerify(cli, options)
  const places = await openPlaceFrom(options.from, cli)
  const progress = output.progress('verify')
  try {
    const [store] = places.stores
    if (store === undefined) throw new CordonError('usage', { at: '--from' })
    const { snapshot, vkey } = options
    const pgBin = environment.postgresBin
    const onBytes = (bytes: number) => progress.update(bytes)
    const found = await verifyAway({
      store,
      way,
      snapshot,
      vkey: vkey?.trim(),
      pgBin,
      disk: nodeDisk,
      now,
      random,
      onBytes,
    })
    output.line(`${output.style('green', 'verified')}  ${found.snapshot} in ${store.name}`)
    output.line(`entries   ${found.entries}, root ${found.root}`)
    output.line(`database  ${found.tables} tables, ${found.rows} rows, loaded into a database of its own`)
    output.line(`opened    ${found.keys ? tenantsOf(found.opened) : 'nothing: no root key was given'}`)
    output.line(`signed by ${SIGNED[found.trust]}`)
    tellDoubts(cli, found.doubts)
    output.result({ place: store.name, ...found })
    return 0
  } finally {
    progress.end()
    await places.close()
  }
}

const SIGNED = {
  given: 'the key that you gave',
  register: 'the log’s key in the key registers, which nobody without your keys can have made',
  beside: 'the key that lies beside the backup: this finds accidents, not somebody who replaced both (--vkey)',
}

function tellDoubts({ output }: Cli, doubts: readonly string[]): void {
  for (const key of doubts)
    output.line(`${output.style('red', 'foreign')}   ${key}: not written by this deployment, and not followed`)
}

const tenantsOf = (opened: Readonly<Record<string, number>>): string =>
  Object.entries(opened)
    .map(([tenant, count]) => `${count} sealed values of ${tenant}`)
    .join(', ') || 'nothing is sealed yet'

async function restoreFrom(cli: Cli, options: Options): Promise<number> {
  const { output, environment, dataFolder, now, random } = cli
  const { way, keysSetting } = wayToRestore(cli, options)
  const places = await openPlaceFrom(options.from, cli)
  const progress = output.progress('restore')
  try {
    const [store] = places.stores
    if (store === undefined) throw new CordonError('usage', { at: '--from' })
    const { databaseUrl: url, postgresBin: pgBin } = environment
    const database = url === undefined ? { kind: 'supervised' as const, pgBin } : { kind: 'url' as const, url }
    const restored = await restore({
      store,
      dataFolder,
      way,
      keysSetting,
      snapshot: options.snapshot,
      vkey: options.vkey?.trim(),
      database,
      disk: nodeDisk,
      now,
      random,
      onBytes: (bytes) => progress.update(bytes),
    })
    output.line(`${output.style('green', 'restored')}  ${restored.snapshot} into ${dataFolder}`)
    output.line(`entries   ${restored.entries}, root ${restored.root}`)
    output.line(`          ${restored.entries - restored.entriesOfSnapshot} of them shipped after the snapshot`)
    output.line(`database  ${restored.tables} tables, ${restored.rows} rows, as they were at the snapshot`)
    output.line(`signed by ${SIGNED[restored.trust]}`)
    tellDoubts(cli, restored.doubts)
    const { rows, unknown, closed } = restored.takenBack
    output.line(`held      everything, until a person lifts it: cordon hold list`)
    output.line(`revoked   ${rows} rows again, as the journal says of after the snapshot`)
    for (const [action, count] of Object.entries(unknown))
      output.line(
        `${output.style('yellow', 'to read')}   ${count} entries ${action} of after the snapshot: nothing was done`,
      )
    if (closed > 0) output.line(`closed    ${closed} entries of after the snapshot that no key opens`)
    const missing = restored.known - restored.entries
    if (missing > 0)
      output.line(
        `${output.style('red', 'missing')}   ${missing} entries, ${restored.entries} to ${restored.known - 1}: look in other places before cordon audit declare-loss`,
      )
    output.line('Next:  cordon doctor, then cordon serve')
    output.result(restored)
    return 0
  } finally {
    progress.end()
    await places.close()
  }
}

async function keygen({ output, random }: Cli, file: string): Promise<number> {
  const { recipient } = await makeIdentityFile(file, random)
  output.line(recipient)
  output.note(`The identity is in ${file}. Keep that of one recipient offline.`)
  output.result({ file, recipient })
  return 0
}
