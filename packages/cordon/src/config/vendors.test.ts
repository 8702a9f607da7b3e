import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createVendorSecrets } from './vendors.ts'

const secretsFolder = mkdtempSync(join(tmpdir(), 'cordon-secrets-'))
writeFileSync(join(secretsFolder, 'vertex.json'), '{"type":"service_account"}')
writeFileSync(`${secretsFolder}.root`, 'a root key')
afterAll(() => {
  rmSync(secretsFolder, { recursive: true })
  rmSync(`${secretsFolder}.root`)
})
const environment: Record<string, string> = { OPENAI_API_KEY: 'sk-1', CORDON_ROOT_PASSPHRASE: 'never' }
const secrets = createVendorSecrets({ secretsFolder }, (name) => environment[name])

describe('the secrets that a registration may name', () => {
  it.each([
    ['OPENAI_API_KEY', 'sk-1'],
    ['file:vertex.json', '{"type":"service_account"}'],
    ['CORDON_ROOT_PASSPHRASE', undefined],
    ['ABSENT', undefined],
    ['file:absent', undefined],
    [`file:../${secretsFolder.split('/').at(-1)}.root`, undefined],
    [`file:${secretsFolder}.root`, undefined],
    ['file:', undefined],
    ['file:.', undefined],
    ['file:..', undefined],
  ])('%s', (from, expected) => expect(secrets(from)).toBe(expected))

  it('are no files where no folder was put aside', () =>
    expect(createVendorSecrets({}, () => undefined)('file:vertex.json')).toBeUndefined())
})
