// Run by pkcs11.test.ts in a process of its own: the module reads its environment once. One line of JSON answers.
import { randomBytes } from 'node:crypto'
import { openPkcs11 } from '../../packages/cordon/dist/crypto/kms/pkcs11.js'
import { createServiceRoot } from '../../packages/cordon/dist/crypto/kms/service-root.js'

const [module, token, key, pin, createKey] = process.argv.slice(2)
const told = (error) => ({ code: error.code, at: error.at })
const results = {}
try {
  const service = await openPkcs11({ module, token, key, pin }, { random: randomBytes, createKey: createKey === 'yes' })
  const root = createServiceRoot(service, { ms: 5_000 })
  const plain = Buffer.alloc(32, 5)
  const wrapped = await root.wrap(plain, 'north')
  results.id = root.id
  results.same = plain.equals(await root.unwrap(wrapped, 'north'))
  results.leaks = Buffer.from(wrapped).includes(plain)
  results.many = (await Promise.all(Array.from({ length: 200 }, () => root.wrap(plain, 'north')))).length
  results.otherName = await root.unwrap(wrapped, 'south').catch(told)
  const edited = Buffer.from(wrapped)
  edited[20] ^= 1
  results.edited = await root.unwrap(edited, 'north').catch(told)
  results.short = await root.unwrap(wrapped.subarray(1), 'north').catch(told)
  results.again = plain.equals(await root.unwrap(wrapped, 'north'))
} catch (error) {
  results.refused = told(error)
}
process.stdout.write(`${JSON.stringify(results)}\n`)
