import { readFileSync, statSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import { DeidError, type LanguagePack, PACK_LIMITS, readPack } from '@cordon/deid'
import { spanish } from '@cordon/deid/packs/es'

/** The packs that come with Cordon, by name. */
const SHIPPED: ReadonlyMap<string, LanguagePack> = new Map([['es', spanish]])

/** A character takes up to four bytes. */
const FILE_BYTES_MAX = PACK_LIMITS.characters * 4

/**
 * Language packs by their names: `es`, or a JSON file. Throws `config_invalid` with the file and the place in it that is wrong; two packs of one
 * language are refused.
 */
export function readPacks(names: readonly string[] = []): LanguagePack[] {
  const packs = names.map((name) => SHIPPED.get(name) ?? readPackFile(name))
  const languages = packs.map(({ language }) => language)
  const twice = languages.find((language, i) => languages.indexOf(language) < i)
  if (twice !== undefined) throw new CordonError('config_invalid', { at: `detector.packs: two packs of ${twice}` })
  return packs
}

function readPackFile(file: string): LanguagePack {
  try {
    if (statSync(file).size > FILE_BYTES_MAX) throw new DeidError('pack_invalid', 'longer than its bound')
    return readPack(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof DeidError ? error.message : 'cannot be read'
    throw new CordonError('config_invalid', { at: `detector.packs: ${file}: ${why}` })
  }
}
