// How fast keys move to another root key while they are in use, and how fast one register is put under a new key.
//
//   npm run build && node bench/keys.mjs [folder on the disk to be measured] [registers] [data keys]
//
// Meanwhile a caller seals and opens a value every few milliseconds, each time for another tenant. Every register is
// checked afterwards to be under the new root key, and a sample of what was sealed before to open. Prints one JSON object.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createKeyFiles } from '../packages/cordon/dist/crypto/create-key-files.js'
import { readKek, rootKeyOf } from '../packages/cordon/dist/crypto/kms/file.js'
import { openKeys } from '../packages/cordon/dist/crypto/open-keyring.js'
import { createRegisters, readRegister } from '../packages/cordon/dist/crypto/registers.js'
import { createRoots } from '../packages/cordon/dist/crypto/roots.js'

const [place = tmpdir(), registersWanted = '100000', keysWanted = '100000'] = process.argv.slice(2)
const random = (length) => randomBytes(length)
const now = () => Date.now()
const CALLER_PAUSE_MS = 2

const folder = await mkdtemp(join(place, 'cordon-bench-keys-'))
try {
  console.log(JSON.stringify(await measure(), undefined, 2))
} finally {
  await rm(folder, { recursive: true })
}

async function measure() {
  const files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder: join(folder, 'data'), random })
  const old = rootKeyOf(await readKek(files.kekPath), random)
  const root = rootKeyOf(random(32), random)
  const open = (current, earlier) => {
    const registers = createRegisters({ folder: files.registerFolder, random })
    const roots = createRoots(current, earlier)
    return openKeys({ roots, registers, now, random })
  }
  const before = await open(old, [])
  const names = Array.from({ length: Number(registersWanted) }, (_, n) => `tenant-${n}`)
  await inParallel(names, 64, (tenant) => before.keyring.tenant(tenant))
  const sample = await sealSome(before.keyring, names)

  const serving = await open(root, [{ id: old.id, open: async () => old }])
  const rewrap = await whileServing(serving.keyring, names, () => serving.care.rewrap())
  const only = await open(root, [])
  const opened = await openAll(only.keyring, sample)
  await inParallel(names, 64, async (name) => {
    const register = await readRegister(files.registerFolder, name)
    if (register?.root !== root.id) throw new Error('a register was left behind')
  })

  const patients = Array.from({ length: Number(keysWanted) }, (_, n) => ({
    tenant: 'big',
    purpose: 'patient',
    patient: `p${n}`,
  }))
  const [gone] = await serving.keyring.sealingMany(patients)
  const doom = await serving.care.doomed('big', 'p0')
  const rekey = await whileServing(serving.keyring, names, () => serving.care.destroy('big', doom))
  return {
    load: loadavg()[0],
    rewrap: { registers: rewrap.value.rewrapped, failed: rewrap.value.failed.length, ...rewrap.figures },
    sampleOpened: `${opened} of ${sample.length}`,
    newTenantKey: {
      dataKeys: patients.length - 1,
      destroyed: doom.keys.length,
      wasThere: gone !== undefined,
      ...rekey.figures,
    },
  }
}

async function sealSome(keyring, names) {
  const sealed = []
  for (let n = 0; n < names.length; n += Math.max(1, Math.floor(names.length / 500))) {
    const tenant = names[n]
    const key = await keyring.sealing({ tenant, purpose: 'body' })
    sealed.push({ tenant, bytes: key.seal(Buffer.from('before'), placeOf(tenant)) })
  }
  return sealed
}

async function openAll(keyring, sealed) {
  let opened = 0
  for (const { tenant, bytes } of sealed) {
    const key = await keyring.opening(tenant, bytes)
    if (Buffer.from(key.open(bytes, placeOf(tenant))).toString() === 'before') opened += 1
  }
  return opened
}

/** Runs the work with a caller beside it; what both took. */
async function whileServing(keyring, names, work) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const latencies = []
  let done = false
  let failed = 0
  const caller = async () => {
    for (let n = 0; !done; n = (n + 7_919) % names.length) {
      const began = performance.now()
      await sealAndOpen(keyring, names[n]).catch(() => (failed += 1))
      latencies.push(performance.now() - began)
      await wait(CALLER_PAUSE_MS)
    }
  }
  const calling = caller()
  delay.enable()
  const cpu = process.cpuUsage()
  const began = performance.now()
  const value = await work()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  done = true
  await calling
  delay.disable()
  latencies.sort((a, b) => a - b)
  const at = (share) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1))
  const serving = { calls: latencies.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(0.9999) }
  const cpuSeconds = Number(((user + system) / 1e6).toFixed(1))
  const figures = {
    seconds: Number(seconds.toFixed(1)),
    cpuSeconds,
    serving,
    eventLoopMaxMs: Math.round(delay.max / 1e6),
  }
  return { value, figures }
}

async function sealAndOpen(keyring, tenant) {
  const key = await keyring.sealing({ tenant, purpose: 'vault' })
  const sealed = key.seal(Buffer.from('meanwhile'), placeOf(tenant))
  const opened = (await keyring.opening(tenant, sealed)).open(sealed, placeOf(tenant))
  if (Buffer.from(opened).toString() !== 'meanwhile') throw new Error('another text')
}

function placeOf(tenant) {
  return { tenant, table: 'body', row: '1', column: 'left' }
}

async function inParallel(items, width, work) {
  let next = 0
  const one = async () => {
    while (next < items.length) await work(items[next++])
  }
  await Promise.all(Array.from({ length: width }, one))
}
