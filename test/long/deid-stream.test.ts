import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const BENCH = fileURLToPath(new URL('../../bench/deid-stream.mjs', import.meta.url))

/** 1 GB takes an hour on a busy machine: `node bench/deid-stream.mjs` does it. */
it.runIf(process.env.CORDON_TEST_LONG === '1').each(['jsonl', 'text', 'csv'])(
  'cordon deid keeps its memory flat over a long file: %s',
  (format) => {
    const given = ['--format', format, '--mb', '1024', '--seconds', '300', '--json']
    const { stdout, status } = spawnSync(process.execPath, [BENCH, ...given], { encoding: 'utf8', timeout: 600_000 })
    expect({ status, ...(JSON.parse(stdout) as object) }).toMatchObject({ status: 0, code: 0, flat: true })
  },
  600_000,
)
