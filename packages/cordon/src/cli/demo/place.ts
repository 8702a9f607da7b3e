import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RandomBytes } from '../../kernel/random.ts'
import { removeStore } from '../../store/open.ts'

/** Where a demo keeps its data and its root key, and how it leaves. */
export interface DemoPlace {
  readonly dataFolder: string
  readonly rootFile: string
  leave(): Promise<void>
}

const PREFIX = 'cordon-demo-'

/** The folder that was asked for, with its root key beside it; or one of its own, that goes away again. */
export async function choosePlace(data: string | undefined, random: RandomBytes): Promise<DemoPlace> {
  if (data !== undefined) return keptPlace(resolve(data))
  await removeAbandoned(random)
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  writeFileSync(join(folder, 'pid'), String(process.pid))
  const dataFolder = join(folder, 'data')
  return { dataFolder, rootFile: join(folder, 'keys', 'root.key'), leave: () => remove(folder, random) }
}

function keptPlace(dataFolder: string): DemoPlace {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  return { dataFolder, rootFile: join(`${dataFolder}-keys`, 'root.key'), leave: async () => undefined }
}

/** A demo that was killed leaves its folder and its database behind; the next one clears them away. */
async function removeAbandoned(random: RandomBytes): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name)
    if (!isOwned(folder)) await remove(folder, random).catch(() => undefined)
  }
}

/** Whether the process that made the folder is still there. A folder without a pid is being made, or is not ours. */
function isOwned(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

async function remove(folder: string, random: RandomBytes): Promise<void> {
  await removeStore({ dataFolder: join(folder, 'data'), random })
  rmSync(folder, { recursive: true, force: true })
}
