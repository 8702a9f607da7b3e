import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import { openPlaces } from '../../backup/stores/open-places.ts'
import { loadConfig } from '../../config/load.ts'
import { createNextRootFile } from '../../crypto/create-key-files.ts'
import { printKek } from '../../crypto/kms/file.ts'
import { makePassphraseFile } from '../../crypto/kms/passphrase.ts'
import { isWell, type KeyStatus, readKeyStatus } from '../../crypto/status.ts'
import { KEY_BYTES } from '../../crypto/xaes.ts'
import { askSecret } from '../ask-secret.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand, Run } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const STATUS_EXAMPLE = `
Example:
  $ cordon keys status --data /srv/cordon/data
`
const SHRED_EXAMPLE = `
Examples (two people, each with the right, each with their own key):
  $ cordon keys shred --patient Patient/123 --reason case-2026-118     proposes, prints the id
  $ cordon keys shred --confirm 01JD…                                    destroys
  $ cordon keys shred --certificate 01JD… --out certificate.txt
`

/** The keys that seal what is stored; API keys are `cordon key`. */
export const keysCommand: AddCommand = (program, run) => {
  const command = program
    .command('keys')
    .description('The keys that seal what is stored: their state, rotation, another root key, destruction.')
  command
    .command('status')
    .description('What the key registers hold, under which root key, and which places have their copies. Offline.')
    .addHelpText('after', STATUS_EXAMPLE)
    .action(run((cli) => status(cli)))
  command
    .command('rotate')
    .description('From now on new data keys seal; what the old ones sealed still opens.')
    .action(
      run(async (cli) => {
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/keyring/rotate', {}))
        cli.output.line(`rotation ${(json as { rotation: number }).rotation}: new data keys seal from now on`)
        cli.output.result(json)
        return 0
      }),
    )
  command
    .command('rewrap')
    .description('Move every register to the root key of keys.root, while serving. Run again, it goes on where it was.')
    .action(run((cli) => rewrap(cli)))
  command
    .command('create <file>')
    .description('Make the file of another root key, for keys.root. Nothing uses it until the configuration does.')
    .option('--passphrase', 'under a passphrase: asked for, or from CORDON_ROOT_PASSPHRASE')
    .action(run<{ passphrase?: boolean }>((cli, { passphrase }, [file = '']) => create(cli, file, passphrase === true)))
  addShred(command, run)
}

async function create(cli: Cli, file: string, under: boolean): Promise<number> {
  const { dataFolder, environment, random, output, err } = cli
  const path = resolve(file)
  const ask = () => askSecret('Passphrase for the new root key', process.stdin, err)
  const passphrase = under ? (environment.secret('CORDON_ROOT_PASSPHRASE') ?? (await ask()) ?? '') : undefined
  const text = passphrase === undefined ? printKek(random(KEY_BYTES)) : await makePassphraseFile(passphrase, random)
  await createNextRootFile({ path, dataFolder, random, text })
  output.line(`${path}: name it in keys.root and the present one in keys.earlier, restart, then cordon keys rewrap`)
  output.result({ file: path })
  return 0
}

async function status(cli: Cli): Promise<number> {
  const { environment, dataFolder, output, random, now } = cli
  const config = loadConfig(environment, dataFolder)
  const places = await openPlaces(config.backup?.places ?? [], { ...environment, dataFolder, now, random })
  try {
    const folder = join(dataFolder, 'keys')
    const found = await readKeyStatus({ keys: config.keys, registerFolder: folder, random, stores: places.stores })
    write(output, found)
    output.result({ ...found, well: isWell(found) })
    return isWell(found) ? 0 : 1
  } finally {
    await places.close()
  }
}

function write(output: Cli['output'], { root, registers, places }: KeyStatus): void {
  output.line(`root key  ${root.kind} ${root.id}`)
  output.line()
  const rows = registers.map(({ keys, recovery: _, ...rest }) => {
    const counts = Object.entries(keys).map(([purpose, count]) => `${purpose} ${count}`)
    return { ...rest, keys: counts.join(', ') }
  })
  writeTable(output, rows, ['name', 'root', 'change', 'rotation', 'epoch', 'keys'], 'No register: cordon init')
  if (registers.some((one) => one.root === 'earlier')) output.line('\nunder an earlier root key: cordon keys rewrap')
  if (registers.some((one) => one.root === 'unknown'))
    output.line('\nunder a root key that is not configured: name it in keys.earlier')
  output.line()
  if (places.length === 0) output.line('no place keeps a copy of the registers: backup.places in cordon.yaml')
  for (const { place, behind, ahead, unreachable } of places) {
    if (unreachable) output.line(`${place}  cannot be reached; its copies are pending`)
    else if (ahead.length > 0) output.line(`${place}  has newer copies than this machine: ${ahead.join(', ')}`)
    else if (behind.length > 0) output.line(`${place}  pending: ${behind.join(', ')}`)
    else output.line(`${place}  has every register, and no older one`)
  }
}

interface Rewrapped {
  readonly rewrapped: number
  readonly already: number
  readonly failed: readonly { readonly name: string; readonly at: string }[]
}

async function rewrap(cli: Cli): Promise<number> {
  const progress = cli.output.progress('rewrapping')
  const result = await withAdminDoor(cli, async (door) => {
    for await (const line of door.stream('/api/keyring/rewrap', Readable.from([]))) {
      const { done, total, result: ended, error } = line as Partial<Record<string, unknown>>
      if (typeof done === 'number' && typeof total === 'number') progress.update(done, total)
      if (typeof error === 'string') throw new CordonError('keys_unavailable', { at: `rewrap: ${error}` })
      if (ended !== undefined) return ended as Rewrapped
    }
    throw new CordonError('keys_unavailable', { at: 'the rewrap ended early: run it again' })
  })
  progress.end()
  cli.output.line(`${result.rewrapped} moved, ${result.already} there already, ${result.failed.length} failed`)
  for (const { name, at } of result.failed.slice(0, FAILED_SHOWN)) cli.output.line(`  ${name.padEnd(24)} ${at}`)
  cli.output.result(result)
  return result.failed.length === 0 ? 0 : 1
}

const FAILED_SHOWN = 20

interface ShredOptions {
  patient?: string
  tenant?: boolean
  reason?: string
  confirm?: string
  withdraw?: string
  certificate?: string
  out?: string
}

interface Shred {
  readonly names: number
  readonly records: readonly string[]
  readonly id: string
  readonly state: string
  readonly certificate?: string
}

function addShred(command: Parameters<AddCommand>[0], run: Run): void {
  command
    .command('shred')
    .description('Destroy the keys of one patient, or of everything: one person proposes, another confirms.')
    .option('--patient <reference>', 'propose for this patient')
    .option('--tenant', 'propose for everything that this organisation sealed')
    .option('--reason <reference>', 'the matter’s reference; no words about a person')
    .option('--confirm <id>', 'confirm as the second person: the keys are destroyed')
    .option('--withdraw <id>', 'take a proposal back')
    .option('--certificate <id>', 'the signed certificate of a destruction')
    .option('--out <file>', 'where the certificate goes')
    .addHelpText('after', SHRED_EXAMPLE)
    .action(run<ShredOptions>((cli, options) => shred(cli, options)))
}

async function shred(cli: Cli, options: ShredOptions): Promise<number> {
  const { confirm, withdraw, certificate, patient, tenant, reason } = options
  if (certificate !== undefined) return writeCertificate(cli, certificate, options.out)
  if (confirm !== undefined) return tell(cli, `/api/shreds/${encodeURIComponent(confirm)}/confirm`, {})
  if (withdraw !== undefined) return tell(cli, `/api/shreds/${encodeURIComponent(withdraw)}/withdraw`, {})
  if (patient === undefined && tenant !== true) return listShreds(cli)
  if (reason === undefined) throw new CordonError('usage', { at: '--reason' })
  if (patient !== undefined && tenant === true) throw new CordonError('usage', { at: 'either --patient or --tenant' })
  return tell(cli, '/api/shreds', { reason, ...(patient === undefined ? {} : { patient }) })
}

const NEXT: Readonly<Record<string, string>> = {
  proposed: 'another person confirms: cordon keys shred --confirm',
  confirmed: 'it goes on by itself',
  destroyed: 'the keys are gone here; a place has not confirmed yet, and is asked again every minute',
  done: 'nothing opens any more, here and in every place: cordon keys shred --certificate',
}

async function tell(cli: Cli, path: string, body: object): Promise<number> {
  // Without a server a command runs as whoever it names (--as): two such people could be one.
  if (cli.environment.adminUrl === undefined)
    throw new CordonError('usage', { at: 'a running server, CORDON_ADMIN_URL, and each person’s own CORDON_ADMIN_KEY' })
  const { json } = await withAdminDoor(cli, (door) => door.post(path, body))
  const { id, state, names, records } = json as Shred
  cli.output.line(`${id}  ${state}${NEXT[state] === undefined ? '' : `: ${NEXT[state]}`}`)
  if (names > 1) cli.output.line(`  one patient by ${names} names; records: ${records.join(', ') || 'none is held'}`)
  cli.output.result(json)
  return 0
}

async function listShreds(cli: Cli): Promise<number> {
  const { items } = (await withAdminDoor(cli, (door) => door.get('/api/shreds'))) as {
    items: Record<string, unknown>[]
  }
  const columns = ['id', 'state', 'patient', 'names', 'reason', 'proposedBy', 'confirmedBy']
  writeTable(cli.output, items, columns, 'No destruction was ever proposed.')
  cli.output.result(items)
  return 0
}

async function writeCertificate(cli: Cli, id: string, out: string | undefined): Promise<number> {
  const { items } = (await withAdminDoor(cli, (door) => door.get('/api/shreds'))) as { items: Shred[] }
  const found = items.find((one) => one.id === id)?.certificate
  if (found === undefined) throw new CordonError('not_found', { at: `certificate of ${id}` })
  if (out === undefined) cli.output.line(found.trimEnd())
  else writeFileSync(out, found)
  cli.output.result({ id, certificate: found })
  return 0
}
