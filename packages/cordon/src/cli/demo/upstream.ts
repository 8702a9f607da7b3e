import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import type { Cli } from '../cli.ts'
import { createDoor } from '../door.ts'
import type { Upstream } from './world.ts'

/** The endpoint of `--upstream`. An origin alone means its `/v1`, as every OpenAI-compatible endpoint has it. */
export function upstreamOf(text: string, keyFrom: string | undefined): Upstream {
  if (!URL.canParse(text)) throw new CordonError('usage', { at: '--upstream is not a URL' })
  const url = new URL(text)
  return { baseUrl: url.pathname === '/' ? `${url.origin}/v1` : text.replace(/\/+$/, ''), keyFrom }
}

const Models = z.object({ data: z.array(z.object({ id: z.string() })).min(1) })

/** The first model that the endpoint lists; `default` when it lists none. Nothing about a patient is sent to ask. */
export async function firstModel(cli: Cli, { baseUrl, keyFrom }: Upstream): Promise<string> {
  const egress = cli.createEgress()
  const key = keyFrom === undefined ? '' : (cli.environment.secret(keyFrom) ?? '')
  const { origin, pathname } = new URL(baseUrl)
  try {
    const listed = Models.safeParse(await createDoor({ egress, origin, key }).get(`${pathname}/models`))
    return listed.data?.data[0]?.id ?? 'default'
  } catch {
    return 'default'
  } finally {
    await egress.close()
  }
}
