import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** The Go program of `test/ledger/go`, built on Debian's x/mod without a network. */
export interface Auditor {
  readonly path: string
  /** What it says, and whether that is OK. A verifier that does not end within `ms` has not accepted. */
  run(args: readonly string[], ms?: number): { readonly ok: boolean; readonly said: string }
  /** One verdict for each question, all in one process. */
  ask(questions: readonly object[]): readonly boolean[]
  remove(): void
}

export function buildAuditor(): Auditor {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-auditor-'))
  const path = join(folder, 'audit')
  // Kept between runs: most of a first build is Go's own library.
  const cache = join(tmpdir(), `cordon-go-cache-${process.getuid?.() ?? 0}`)
  const env = {
    PATH: '/usr/bin:/bin',
    GO111MODULE: 'off',
    CGO_ENABLED: '0',
    GOPATH: '/usr/share/gocode',
    GOCACHE: cache,
  }
  const source = join(import.meta.dirname, 'go')
  execFileSync('go', ['build', '-o', path, '.'], { cwd: source, env, timeout: 120_000 })
  return {
    path,
    run(args, ms = 30_000) {
      const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', timeout: ms })
      return { ok: status === 0 && stdout.startsWith('OK '), said: stdout.trim() }
    },
    ask(questions) {
      const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('')
      const { status, stdout } = spawnSync(path, ['stream'], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
      const verdicts = stdout.trim().split('\n')
      if (status !== 0 || verdicts.length !== questions.length) throw new Error('the auditor did not answer everything')
      return verdicts.map((verdict) => verdict === '1')
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
