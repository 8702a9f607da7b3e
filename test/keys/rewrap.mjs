// Run by rewrap-kill.test.ts in a process of its own, which is killed at any moment: moves registers to another root key.
import { randomBytes } from 'node:crypto'
import { openRootKeyFile } from '../../packages/cordon/dist/crypto/kms/file.js'
import { openKeys } from '../../packages/cordon/dist/crypto/open-keyring.js'
import { createRegisters } from '../../packages/cordon/dist/crypto/registers.js'
import { createRoots } from '../../packages/cordon/dist/crypto/roots.js'

const [folder, oldFile, newFile] = process.argv.slice(2)
const random = (length) => randomBytes(length)
const old = await openRootKeyFile(oldFile, random)
const roots = createRoots(await openRootKeyFile(newFile, random), [{ id: old.id, open: async () => old }])
const { keyring, care } = await openKeys({
  roots,
  registers: createRegisters({ folder, random }),
  now: Date.now,
  random,
})
process.stdout.write('begun\n')
const moving = care.rewrap()
// What is served meanwhile, told before it counts.
for (let n = 0; n < 20; n++) {
  const tenant = `t${n}`
  const place = { tenant, table: 'body', row: '1', column: 'left' }
  const key = await keyring.sealing({ tenant, purpose: 'patient', patient: `${process.pid}` })
  const sealed = key.seal(Buffer.from('meanwhile'), place)
  process.stdout.write(`${JSON.stringify({ tenant, sealed: Buffer.from(sealed).toString('base64') })}\n`)
}
const { failed } = await moving
process.stdout.write(`${JSON.stringify({ failed: failed.length })}\n`)
