import { readFileSync } from 'node:fs'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import type { TestBoundary } from './boundary.ts'

const GUIDE = new URL('../../docs/guides/resilience.md', import.meta.url)

/** What copies are for, as agreements and registrations that let them be made name it beside treatment. */
export const PURPOSES = ['TREAT', 'HOPERAT']

/** Publishes the guide's own policy for copies beside those that ship. */
export async function permitCopies({ admin }: TestBoundary): Promise<void> {
  const pack = readDefaultPack()
  const [, copies = ''] = /```cedar\n(.*?)```/s.exec(readFileSync(GUIDE, 'utf8')) ?? []
  const texts = { ...pack, policies: { ...pack.policies, 'copies.cedar': copies } }
  const { version } = (await admin.post('/api/policies', texts)).json as { version: number }
  await admin.post(`/api/policies/${version}/publish`, {})
}
