import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CordonError } from '@cordon/contract'
import { parse } from 'yaml'
import { type OpenKeys, rootFileKeys, type Way } from '../../backup/restore/keys.ts'
import { completeConfig } from '../../config/load.ts'
import { openDeploymentKeys } from '../../crypto/open-deployment.ts'
import type { Cli } from '../cli.ts'

/** What a person holds who opens a backup. */
export interface KeyOptions {
  readonly identity?: string
  readonly rootKey?: string
  readonly recoveryKey?: string
  readonly config?: string
}

/** For a look: the recovery key alone; an identity with or without a root key. */
export function wayToVerify(cli: Cli, options: KeyOptions): Way {
  if (options.recoveryKey !== undefined) return { kind: 'recovery', recoveryFile: resolve(options.recoveryKey) }
  const identityFile = identityOf(options)
  const opened = keysOf(cli, options)
  return opened === undefined ? { kind: 'identity', identityFile } : { kind: 'root', identityFile, ...opened }
}

/** For a restore, and what the restored configuration says of its keys. */
export function wayToRestore(
  cli: Cli,
  options: KeyOptions,
): { way: Exclude<Way, { kind: 'identity' }>; keysSetting: object } {
  if (options.recoveryKey !== undefined) {
    const newRoot = resolve(options.rootKey ?? `${cli.dataFolder}-keys/root.key`)
    const recoveryFile = resolve(options.recoveryKey)
    return { way: { kind: 'recovery', recoveryFile, newRoot }, keysSetting: { rootFile: newRoot } }
  }
  const opened = keysOf(cli, options)
  if (opened === undefined) throw new CordonError('usage', { at: '--root-key, --config or --recovery-key' })
  const way = { kind: 'root', identityFile: identityOf(options), openKeys: opened.openKeys } as const
  return { way, keysSetting: opened.keysSetting }
}

function identityOf({ identity }: KeyOptions): string {
  if (identity === undefined) throw new CordonError('usage', { at: '--identity or --recovery-key' })
  return resolve(identity)
}

function keysOf(cli: Cli, { rootKey, config }: KeyOptions): { openKeys: OpenKeys; keysSetting: object } | undefined {
  const { now, random } = cli
  if (rootKey !== undefined) {
    const rootFile = resolve(rootKey)
    return { openKeys: rootFileKeys(rootFile, { now, random }), keysSetting: { rootFile } }
  }
  return config === undefined ? undefined : keysOfConfig(cli, config)
}

/**
 * The root key as a kept configuration names it: a key service, a token. Never as the backup's own copy names it, whose
 * address could be anybody's.
 */
function keysOfConfig(cli: Cli, file: string): { openKeys: OpenKeys; keysSetting: object } {
  const { environment, now, random } = cli
  const given = readYaml(file)
  const { keys, limits } = completeConfig({ ...given, dataFolder: cli.dataFolder }, environment, file)
  const of = { keys, serviceMs: limits.keyServiceMs, now, random, secret: environment.secret }
  return {
    openKeys: (dataFolder) => openDeploymentKeys({ ...of, dataFolder }),
    keysSetting: given.keys as object,
  }
}

function readYaml(file: string): Record<string, unknown> {
  try {
    return parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new CordonError('usage', { at: `--config ${file} cannot be read`, cause })
  }
}
