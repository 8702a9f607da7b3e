import type { Vendor } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { vendor } from '../decision/decide.fixtures.ts'
import { readCatalogue } from './catalogue/read-catalogue.ts'
import { registrationFault } from './registration.ts'

const CATALOGUE = readCatalogue()
const BEDROCK = {
  kind: 'bedrock',
  baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  region: 'us-east-1',
} as const
const VERTEX = {
  kind: 'vertex',
  baseUrl: 'https://us-central1-aiplatform.googleapis.com',
  region: 'us-central1',
} as const

const TABLE: readonly [what: string, over: Partial<Vendor>, fault: string | undefined][] = [
  ['an address of its own', { baseUrl: 'http://127.0.0.1:8000/v1' }, undefined],
  ['a private endpoint on this machine', { baseUrl: 'http://127.0.0.1:8000/v1', placement: 'private' }, undefined],
  ['a private endpoint in the network', { baseUrl: 'https://192.168.3.4/v1', placement: 'private' }, undefined],
  ['a private endpoint by a name', { baseUrl: 'https://vllm.example/v1', placement: 'private' }, 'placement'],
  ['a private endpoint that is a vendor', { baseUrl: 'https://api.openai.com/v1', placement: 'private' }, 'placement'],
  ['OpenAI in its region', { baseUrl: 'https://eu.api.openai.com/v1', region: 'eu' }, undefined],
  ['OpenAI in another region than its host', { baseUrl: 'https://eu.api.openai.com/v1', region: 'us' }, 'region'],
  ['Azure as something else', { baseUrl: 'https://ward.openai.azure.com/openai/v1' }, 'kind'],
  ['Bedrock in its region', BEDROCK, undefined],
  ['Bedrock in another region than its host', { ...BEDROCK, region: 'us-west-2' }, 'region'],
  ['Bedrock as something else', { ...BEDROCK, kind: 'openai' }, 'kind'],
  ['Vertex in its region', VERTEX, undefined],
  ['Vertex in no region', { ...VERTEX, region: 'global', baseUrl: 'https://aiplatform.googleapis.com' }, 'region'],
  ['Vertex in no region by its host', { ...VERTEX, region: 'global' }, 'region'],
  ['Anthropic as OpenAI', { baseUrl: 'https://api.anthropic.com' }, 'kind'],
  ['no URL', { baseUrl: 'nowhere' }, 'baseUrl'],
]

describe('a registration', () => {
  it.each(TABLE)('%s', (_what, over, fault) => expect(registrationFault(vendor(over), CATALOGUE)).toBe(fault))
})
