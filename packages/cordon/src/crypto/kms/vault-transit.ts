import type { Egress } from '../../kernel/egress.ts'
import { AnsweredNo, exchange, objectIn } from './exchange.ts'
import { faultOfStatus, type ServiceFault } from './fault.ts'
import type { KeyService } from './service-root.ts'

export interface VaultTransitSettings {
  /** `https://10.0.0.5:8200`. */
  readonly address: string
  readonly mount: string
  readonly key: string
  readonly namespace?: string | undefined
  /** Read for each call: an agent may renew it meanwhile. */
  readonly token: () => Promise<string>
}

const SERVICE = 'vault-transit'

/** The transit engine of OpenBao or Vault, over its HTTP interface. Register and format are its `associated_data`. */
export function openVaultTransit(settings: VaultTransitSettings, egress: Egress): KeyService {
  const { address, mount, key, namespace } = settings
  egress.allow(address)
  const call = async (
    verb: 'encrypt' | 'decrypt',
    body: Record<string, string>,
    field: string,
    signal: AbortSignal,
  ) => {
    const { status, bytes } = await exchange(egress, {
      url: `${address}/v1/${mount}/${verb}/${encodeURIComponent(key)}`,
      method: 'POST',
      headers: {
        'x-vault-token': await settings.token(),
        'content-type': 'application/json',
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
      },
      body: JSON.stringify(body),
      signal,
    })
    if (status !== 200) throw new AnsweredNo(status)
    const value = (objectIn(bytes)?.data as Record<string, unknown> | undefined)?.[field]
    if (typeof value !== 'string') throw new Error('an answer without bytes')
    return value
  }
  return {
    service: SERVICE,
    key: `${mount}/${key}`,
    async wrap(plain, label, signal) {
      const body = { plaintext: Buffer.from(plain).toString('base64'), associated_data: aad(label) }
      const wrapped = await call('encrypt', body, 'ciphertext', signal)
      if (!/^vault:v\d+:/.test(wrapped)) throw new Error('not a ciphertext of transit')
      return Buffer.from(wrapped)
    },
    async unwrap(wrapped, label, signal) {
      const body = { ciphertext: Buffer.from(wrapped).toString(), associated_data: aad(label) }
      return Buffer.from(await call('decrypt', body, 'plaintext', signal), 'base64')
    },
    faultOf: (error): ServiceFault | undefined => {
      return error instanceof AnsweredNo ? faultOfStatus(error.status) : undefined
    },
  }
}

const aad = (label: string): string => Buffer.from(`cordon 1 ${label}`).toString('base64')
