import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { CordonError } from '@cordon/contract'

/** 164.312(a)(2)(iv): a key that lies with what it opens protects nothing. Throws `config_invalid`. */
export async function refuseInside(keyFile: string, dataFolder: string): Promise<void> {
  const way = relative(await realPathOf(dataFolder), await realPathOf(keyFile))
  if (way.startsWith('..')) return
  throw new CordonError('config_invalid', { at: 'the root key file lies inside the data folder' })
}

/** The path without symbolic links, also where its end does not exist yet. */
async function realPathOf(path: string): Promise<string> {
  const full = resolve(path)
  if (await exists(full)) return realpath(full)
  return join(await realPathOf(dirname(full)), basename(full))
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
