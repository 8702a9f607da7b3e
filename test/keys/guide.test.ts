import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { KeySettings } from '../../packages/cordon/src/config/keys.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/keys.md', import.meta.url), 'utf8')
const SNIPPETS = [...GUIDE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)

it.each(SNIPPETS)('a snippet of the guide is a configuration: %s', (text) => {
  const { keys } = parse(text) as { keys: unknown }
  expect(KeySettings.safeParse(keys)).toMatchObject({ success: true })
})

it('the guide shows every kind', () => {
  const kinds = ['passphrase', 'aws-kms', 'azure-key-vault', 'google-kms', 'vault-transit', 'pkcs11', 'recovery']
  for (const kind of kinds) expect(GUIDE).toContain(`kind: ${kind}`)
})
