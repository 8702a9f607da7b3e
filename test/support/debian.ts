import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { describe, it } from 'vitest'

/** What a test may need from Debian: how it is called there, and whether this machine has it. */
interface DebianTool {
  readonly packages: string
  readonly present: () => boolean
  /** What no package gives: a right of this machine. Without it the tests are skipped by name everywhere. */
  readonly needs?: { readonly what: string; readonly met: () => boolean }
}

const TOOLS = {
  go: {
    packages: 'golang-go golang-golang-x-mod-dev',
    present: () => isOnPath('go') && existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog'),
  },
  softhsm: {
    packages: 'softhsm2',
    present: () => isOnPath('softhsm2-util') && existsSync('/usr/lib/softhsm/libsofthsm2.so'),
  },
  age: { packages: 'age', present: () => isOnPath('age') && isOnPath('age-keygen') },
  fiu: { packages: 'fiu-utils', present: () => isOnPath('fiu-run') },
  /** A file system in a file, mounted. */
  ext4: {
    packages: 'e2fsprogs',
    present: () => isOnPath('mkfs.ext4'),
    needs: { what: 'root and loop devices', met: canMountFiles },
  },
} as const satisfies Record<string, DebianTool>

export type Tool = keyof typeof TOOLS

/**
 * A `describe` that needs a tool of Debian. Where it is missing the tests are skipped by name; under
 * `CORDON_TEST_REQUIRE=1`, which CI sets once it has installed the packages, they fail instead.
 *
 * @example describeWithTool('go', 'an exported log', () => { it('is accepted', …) })
 */
export function describeWithTool(tool: Tool, name: string, tests: () => void): void {
  const { packages, present, needs }: DebianTool = TOOLS[tool]
  if (present() && needs?.met() === false) return void describe.skip(`${name} (needs ${needs.what})`, tests)
  if (present()) return void describe(name, tests)
  if (process.env.CORDON_TEST_REQUIRE !== '1') return void describe.skip(`${name} (needs ${packages})`, tests)
  describe(name, () => {
    it(`has ${tool}`, () => {
      throw new Error(`CORDON_TEST_REQUIRE=1, and this machine lacks ${tool}: apt-get install ${packages}`)
    })
  })
}

function isOnPath(command: string): boolean {
  // Debian keeps what administrators run where an ordinary PATH does not look.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => isExecutable(join(folder, command)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function canMountFiles(): boolean {
  try {
    execFileSync('losetup', ['--find'], { stdio: 'ignore', timeout: 10_000 })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}
