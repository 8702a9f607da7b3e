import { existsSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { verifyJournal } from '../../audit/verify-files.ts'
import { newestCosignature, readContradiction } from '../../audit/witness/kept.ts'
import { readBackupState, troublesOf } from '../../backup/state.ts'
import { chosenRoot } from '../../config/keys.ts'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { planOf } from '../../detectors/plan.ts'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { createDefaultPolicySet } from '../../policy/cedar/create-policy-set.ts'
import { findBinaries } from '../../store/postgres/binaries.ts'
import { choosePlace } from '../../store/postgres/place.ts'
import type { AddCommand } from '../command.ts'
import { openThreadDetector } from '../deid/thread-detector.ts'
import type { Output } from '../output.ts'
import { checkAvailability } from './doctor-availability.ts'
import { checkEmergency } from './doctor-emergency.ts'
import { checkIdentity } from './doctor-identity.ts'
import { checkPolicies } from './doctor-policies.ts'
import { checkServers } from './doctor-servers.ts'
import { checkVendors } from './doctor-vendors.ts'

/** One thing looked at: what was found, and how to mend it when it is not well. */
export interface Finding {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly found: string
  readonly mend?: string
}

const EXAMPLE = `
Example:
  $ cordon doctor --data /srv/cordon/data
`

export const doctorCommand: AddCommand = (program, run) => {
  program
    .command('doctor')
    .description(
      'Look at this machine and data folder, say what is wrong and how to mend it. Works beside a running server.',
    )
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli) => {
        const { environment, dataFolder, output, random, now } = cli
        const findings = [checkNode(process.versions.node), checkPlatform()]
        const config = readConfig(() => loadConfig(environment, dataFolder), findings)
        if (config !== undefined) {
          findings.push(
            ...checkRootKey(config),
            await checkDatabase(config, random),
            await checkJournal(config),
            await checkAnchor(config, now()),
            ...(await checkBackup(config, now())),
            ...(await checkIdentity(cli, config)),
            ...(await checkPolicies(cli)),
            ...(await checkEmergency(config, now())),
            ...(await checkVendors(config)),
            ...(await checkServers(cli)),
            ...(await checkAvailability(config)),
            await checkDetector(config, now),
          )
        }
        write(output, findings, config)
        output.result({ findings, config: config === undefined ? undefined : effective(config) })
        return findings.some(({ status }) => status === 'fail') ? 1 : 0
      }),
    )
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const found = `Node ${version}`
  if (major < 20 || (major === 20 && minor < 19))
    return { check: 'node', status: 'fail', found, mend: 'install Node 20.19 or newer' }
  if (major === 20)
    return { check: 'node', status: 'warn', found, mend: 'Node 20 has had no security fixes since 2026-04-30: use 24' }
  return { check: 'node', status: 'ok', found }
}

function checkPlatform(): Finding {
  const found = `${process.platform} ${process.arch}`
  const known = ['linux', 'darwin'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch)
  return known
    ? { check: 'platform', status: 'ok', found }
    : { check: 'platform', status: 'warn', found, mend: 'tested on Linux and macOS, x64 and arm64' }
}

function readConfig(load: () => Config, findings: Finding[]): Config | undefined {
  try {
    const config = load()
    findings.push({ check: 'configuration', status: 'ok', found: join(config.dataFolder, 'cordon.yaml') })
    return config
  } catch (error) {
    const found = error instanceof CordonError ? (error.at ?? error.message) : 'unreadable'
    findings.push({ check: 'configuration', status: 'fail', found, mend: 'cordon init, or correct the named key' })
    return undefined
  }
}

/** 164.312(a)(2)(iv): a key that lies with what it opens protects nothing. */
function checkRootKey({ keys, dataFolder }: Config): Finding[] {
  const root = chosenRoot(keys)
  if (!('file' in root)) return [{ check: 'root key', status: 'ok', found: `${root.kind} ${root.key} (not asked)` }]
  const rootFile = root.file
  if (!existsSync(rootFile))
    return [
      {
        check: 'root key',
        status: 'fail',
        found: `${rootFile} is missing`,
        mend: 'mount it, or restore with the recovery key',
      },
    ]
  const { mode, dev } = statSync(rootFile)
  const open = (mode & 0o077) !== 0
  const findings: Finding[] = [
    open
      ? { check: 'root key', status: 'fail', found: 'readable by others', mend: `chmod 600 ${rootFile}` }
      : { check: 'root key', status: 'ok', found: rootFile },
  ]
  if (dev === statSync(dataFolder).dev)
    findings.push({
      check: 'root key volume',
      status: 'warn',
      found: 'on the same volume as the data',
      mend: 'keep the key on another volume or in a KMS',
    })
  return findings
}

async function checkDatabase({ database, dataFolder }: Config, random: RandomBytes): Promise<Finding> {
  if (database.url !== undefined) return { check: 'database', status: 'ok', found: 'external PostgreSQL by URL' }
  try {
    const { version } = await findBinaries(await choosePlace({ dataFolder, random }), database.binFolder)
    return { check: 'database', status: 'ok', found: `PostgreSQL ${version}, run by Cordon on a private socket` }
  } catch (error) {
    const found = error instanceof CordonError ? (error.at ?? error.message) : 'no binaries'
    return {
      check: 'database',
      status: 'fail',
      found,
      mend: 'npm ci without --omit=optional, or set CORDON_PG_BIN or DATABASE_URL',
    }
  }
}

async function checkJournal({ dataFolder }: Config): Promise<Finding> {
  const folder = join(dataFolder, 'journal')
  if (!existsSync(folder)) return { check: 'journal', status: 'ok', found: 'not begun' }
  const { ok, size, problems } = await verifyJournal(folder)
  if (ok) return { check: 'journal', status: 'ok', found: `${size} entries verify` }
  return {
    check: 'journal',
    status: 'fail',
    found: `${problems[0]?.at}: ${problems[0]?.what}`,
    mend: 'keep the files; cordon audit verify lists all',
  }
}

/** 164.312(c)(1): integrity. Without somebody outside who remembers, whoever holds this machine can sign another history. */
async function checkAnchor({ journal, backup, dataFolder }: Config, now: number): Promise<Finding> {
  const check = 'witness'
  const { witnesses, witnessMs, unwitnessed } = journal
  const against = await readContradiction(join(dataFolder, 'journal'))
  if (against !== undefined)
    return { check, status: 'fail', found: `contradicts the journal: ${against}`, mend: 'docs/guides/verify.md' }
  const mend = 'run `cordon audit witness` beside the security officer’s desk and name it in journal.witnesses'
  const elsewhere = backup?.places.some((place) => place.elsewhere) === true
  if (witnesses.length === 0 && elsewhere)
    return { check, status: 'ok', found: 'none; a backup place under another administrator holds the checkpoints' }
  if (witnesses.length === 0) {
    const found = 'nobody outside this machine holds the journal’s checkpoints'
    if (unwitnessed) return { check, status: 'warn', found: `${found} (journal.unwitnessed)`, mend }
    return { check, status: 'fail', found: `${found}: /readyz is 503`, mend: `${mend}; on a box alone: unwitnessed` }
  }
  const newest = await newestCosignature(join(dataFolder, 'journal'), witnesses)
  if (newest === undefined)
    return { check, status: 'fail', found: 'no witness has cosigned yet', mend: 'is it reached?' }
  const ageSeconds = Math.max(0, Math.round(now / SECOND) - newest.time)
  const found = `${newest.size} entries cosigned ${ageSeconds} s ago`
  if (ageSeconds * SECOND <= 3 * witnessMs + MINUTE) return { check, status: 'ok', found }
  return { check, status: 'warn', found, mend: 'unless the server is stopped: is the witness reached?' }
}

/** Loads the detector that is configured in a thread, as the server does, and asks it once. */
/** 164.308(a)(7)(ii)(A): retrievable exact copies. One that was never restored is a hope. */
async function checkBackup({ backup, dataFolder }: Config, now: number): Promise<Finding[]> {
  const check = 'backup'
  if (backup === undefined)
    return [
      {
        check,
        status: 'warn',
        found: 'none are made',
        mend: 'name places and recipients in backup (docs/guides/backup.md)',
      },
    ]
  const { places, odd } = await readBackupState(dataFolder)
  if (odd)
    return [
      {
        check,
        status: 'fail',
        found: 'backup.json is not what the server wrote: no snapshot expires',
        mend: 'cordon backup create proves one anew',
      },
    ]
  if (places.length === 0)
    return [{ check, status: 'warn', found: 'nothing was shipped yet', mend: 'cordon serve, or cordon backup create' }]
  return places.map((state): Finding => {
    const troubles = troublesOf([state], backup, now)
    const age = (at: number | undefined) => (at === undefined ? 'never' : `${Math.round((now - at) / SECOND)} s ago`)
    const found = `${state.place}: shipped ${age(state.shippedAt)}, a restore proved ${age(state.verified?.at)}`
    if (troubles.length === 0) return { check, status: 'ok', found }
    const fault = troubles.map((trouble) => trouble.fault).find((one) => one !== undefined)
    return { check, status: 'fail', found, mend: fault ?? 'unless the server is stopped: is the place reached?' }
  })
}

async function checkDetector({ detector, limits }: Config, now: Clock): Promise<Finding> {
  const check = 'detector'
  const mend = 'correct detector.onnx, detector.packs or detector.memoryMib'
  const begun = now()
  try {
    await using running = await openThreadDetector({
      plan: planOf(detector),
      memoryMib: detector.memoryMib,
      callMs: limits.detectMs,
    })
    await running.detector.find(['Mrs. Bell called.'], { known: [] })
    const threads = detector.threads ?? Math.max(1, availableParallelism() - 1)
    const found = `${running.detector.version}: answers in a thread, ${now() - begun} ms to load; ${threads} of ${detector.memoryMib} MiB when served`
    return { check, status: 'ok', found }
  } catch (error) {
    const found = error instanceof CordonError ? (error.at ?? error.message) : 'does not answer'
    return { check, status: 'fail', found, mend }
  }
}

/** What holds, defaults included; nothing in it is secret but a database's URL. */
function effective(config: Config) {
  const url = config.database.url === undefined ? {} : { url: '(set)' }
  const { name, hash } = createDefaultPolicySet()
  return { ...config, database: { ...config.database, ...url }, policy: name, policyHash: hash }
}

const LOOK = { ok: 'green', warn: 'yellow', fail: 'red' } as const

function write(output: Output, findings: readonly Finding[], config: Config | undefined): void {
  for (const { check, status, found, mend } of findings) {
    output.line(`${output.style(LOOK[status], status.padEnd(4))}  ${check.padEnd(16)} ${found}`)
    if (mend !== undefined) output.line(`${' '.repeat(24)}${mend}`)
  }
  if (config === undefined) return
  output.line()
  output.line(output.style('bold', 'in force'))
  const { name, hash } = createDefaultPolicySet()
  output.line(`  policy           ${name} (${hash.slice(0, 12)}), unless another was published: cordon policy list`)
  output.line(`  de-identification safe-harbor for every recipient`)
  output.line(
    `  applications     ${config.application.host}:${config.application.port}${config.application.tls ? ' TLS' : ''}`,
  )
  output.line(`  operators        ${config.admin.host}:${config.admin.port}${config.admin.tls ? ' TLS' : ''}`)
  output.line(`  bodies kept      ${config.retention.bodyDays} days, de-identified and sealed; raw bodies never`)
  output.line(`  journal kept     ${keptOf(config)}`)
  output.line(`  codes kept       ${config.retention.conversationHours} hours after a conversation's last turn`)
}

/** How long entries can be read, and whether they expire by themselves. */
function keptOf({ retention: { journal } }: Config): string {
  const days = Object.values(journal.days)
  const [least, most] = [Math.min(...days), Math.max(...days)]
  const span = least === most ? `${least} days` : `${least} to ${most} days by class`
  return `${span}; expires ${journal.expire === 'daily' ? 'by itself' : 'when a person says so'}`
}
