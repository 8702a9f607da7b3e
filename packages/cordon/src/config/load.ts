import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { CordonError } from '@cordon/contract'
import { parse } from 'yaml'
import type { z } from 'zod'
import { Config } from './schema.ts'

/** What the environment says: the one place that reads it. */
export interface Environment {
  readonly dataFolder: string
  readonly adminUrl: string | undefined
  readonly adminKey: string | undefined
  readonly databaseUrl: string | undefined
  readonly postgresBin: string | undefined
  readonly color: boolean
  /** A vendor's key, by the name its registration gives. */
  readonly secret: (name: string) => string | undefined
}

export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    dataFolder: resolve(env.CORDON_DATA ?? join(homedir(), '.cordon')),
    adminUrl: env.CORDON_ADMIN_URL,
    adminKey: env.CORDON_ADMIN_KEY,
    databaseUrl: env.DATABASE_URL,
    postgresBin: env.CORDON_PG_BIN,
    color: env.NO_COLOR === undefined && env.TERM !== 'dumb',
    secret: (name) => env[name],
  }
}

/** The configuration of a data folder: `cordon.yaml` inside it, then the environment. Throws `config_invalid`. */
export function loadConfig(environment: Environment, dataFolder = environment.dataFolder): Config {
  const file = join(dataFolder, 'cordon.yaml')
  if (!existsSync(file)) throw new CordonError('config_invalid', { at: `${file} (missing: run cordon init)` })
  return completeConfig({ ...parseYaml(file), dataFolder }, environment, file)
}

/** Fills in defaults and what the environment says. `at` names the source in errors. */
export function completeConfig(given: Record<string, unknown>, environment: Environment, at: string): Config {
  const result = Config.safeParse(withEnvironment(given, environment))
  if (!result.success) throw new CordonError('config_invalid', { at: `${at}: ${issueAt(result.error)}` })
  requireTlsBeyondLoopback(result.data, at)
  return result.data
}

function withEnvironment(given: Record<string, unknown>, { databaseUrl, postgresBin }: Environment) {
  const database = {
    ...(given.database as object | undefined),
    ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
    ...(postgresBin === undefined ? {} : { binFolder: postgresBin }),
  }
  return { ...given, database }
}

function parseYaml(file: string): Record<string, unknown> {
  try {
    const value: unknown = parse(readFileSync(file, 'utf8'))
    if (value === null || value === undefined) return {}
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new CordonError('config_invalid', { at: file, cause })
  }
  throw new CordonError('config_invalid', { at: `${file} (not a map)` })
}

function issueAt(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'unknown'
  const path = issue.path.join('.')
  return issue.code === 'unrecognized_keys'
    ? `${path} unknown key ${issue.keys.join(', ')}`
    : `${path} ${issue.message}`
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

// 164.312(e)(1): transmission security. Only loopback may go without TLS.
function requireTlsBeyondLoopback(config: Config, at: string): void {
  const { application, admin, feeds } = config
  for (const [door, it] of Object.entries({ application, admin, 'feeds.adt': feeds.adt })) {
    if (it !== undefined && !LOOPBACK.has(it.host) && it.tls === undefined)
      throw new CordonError('config_invalid', { at: `${at}: ${door}.tls is required when host is ${it.host}` })
  }
}
