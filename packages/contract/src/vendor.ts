import { z } from 'zod'
import { Price } from './quota.ts'

/**
 * How a vendor is spoken to. `local-extract` answers in process; `openai` is any OpenAI-compatible endpoint, `anthropic` any
 * that speaks Messages; three are a cloud's own doors to models, each with that cloud's credentials. A `store` is asked nothing: it
 * holds what is sent to it, as a place of backups does. `mcp` is a server of tools over Streamable HTTP.
 */
export const VendorKind = z.enum([
  'local-extract',
  'openai',
  'anthropic',
  'azure-openai',
  'bedrock',
  'vertex',
  'store',
  'mcp',
])
export type VendorKind = z.infer<typeof VendorKind>

/** What a request makes use of at a vendor, as the catalogue and agreements name it. */
export const VendorFeature = z.enum([
  'text',
  'stream',
  'tools',
  'structured-output',
  'reasoning',
  'prompt-caching',
  'stored-state',
  'background',
  'files',
  'batch',
  'web-search',
  'code-execution',
  'hosted-mcp',
  'context-management',
  'image-input',
  'audio',
])
export type VendorFeature = z.infer<typeof VendorFeature>

/** What can be read from a vendor's own settings. */
export const AttestedFact = z.enum([
  'openai-retention', // the project's or organisation's data retention
  'bedrock-retention', // the account's data retention mode in the region
  'bedrock-logging', // that invocations are not logged
  'azure-content-logging', // the resource's capability ContentLogging is false
  'azure-sku', // each deployment's SKU is the one that is registered
  'vertex-cache', // the project's cache is off
  'anthropic-hipaa', // a feature that is not eligible is refused
])
export type AttestedFact = z.infer<typeof AttestedFact>

/** The SKU of Azure's deployments: it decides where a prompt is processed, the host's name does not. */
export const AzureSku = z.enum([
  'Standard',
  'ProvisionedManaged',
  'DataZoneStandard',
  'DataZoneProvisionedManaged',
  'GlobalStandard',
  'GlobalProvisionedManaged',
])
export type AzureSku = z.infer<typeof AzureSku>

/** The name of an environment variable, or `file:` and a path. */
const From = z.string().min(1).max(500)
const Name = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/)

/** The endpoint of a recipient: what an agreement has to match, field by field. */
export const Vendor = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    name: z.string().min(1).max(200),
    /** Postal address, for an accounting of disclosures: 164.528(b)(2)(ii). */
    address: z.string().min(1).max(500).optional(),
    kind: VendorKind,
    /**
     * Inside: it runs in Cordon's own process. Private: a model server that the operator runs, on this machine or in its own
     * network, and that passes nothing on. In both cases nothing is disclosed to anybody and no agreement is needed.
     */
    placement: z.enum(['outside', 'inside', 'private']).default('outside'),
    /**
     * Base URL: before `/chat/completions` or `/v1/messages`; of Azure with `/openai/v1`; of Bedrock and Vertex the host alone;
     * of an MCP server its endpoint.
     * For `local-extract`: `local://extract`.
     */
    baseUrl: z.string().max(500),
    product: z.string().min(1).max(100),
    tier: z.string().min(1).max(100),
    /** As the vendor names it: an organisation, a subscription, AWS's account number, Google's project. */
    account: z.string().min(1).max(200).default('default'),
    region: z.string().min(1).max(60),
    /** Model names it serves, or `*`. Of Azure the names of deployments, of Bedrock models or inference profiles, of an MCP server its tools, one by one. */
    models: z.array(z.string().max(200)).min(1).max(500),
    /** What it charges; a model without a price counts in tokens alone. */
    prices: z.array(Price).max(500).optional(),
    /** Where the vendor's key is read from. Of Vertex: application default credentials, as JSON. */
    keyFrom: From.optional(),
    azure: z
      .strictObject({
        sku: AzureSku,
        /** A token of Microsoft Entra instead of a key. */
        entra: z.strictObject({ directory: Name, client: Name, secretFrom: From }).optional(),
        /** The resource, for what is read of its settings. */
        resource: z.strictObject({ subscription: Name, group: Name, name: Name }).optional(),
      })
      .optional(),
    /** Of Bedrock, instead of an API key: what requests are signed with. */
    aws: z.strictObject({ accessKeyFrom: From, secretKeyFrom: From, sessionTokenFrom: From.optional() }).optional(),
    /** Those behind the vendor who take part in answering; each has to be approved by the agreement. */
    subprocessors: z.array(z.string().min(1).max(200)).max(100).optional(),
    /** What is read from the vendor's settings every hour. A stale or wrong answer closes the vendor. */
    attest: z.array(AttestedFact).min(1).max(8).optional(),
    /** What it is read with, where the key of requests may not: an administrator's key, the project it is asked of. */
    attestWith: z.strictObject({ keyFrom: From.optional(), project: Name.optional() }).optional(),
  })
  .superRefine((vendor, context) => {
    for (const { path, message } of wrongWith(vendor)) context.addIssue({ code: 'custom', path, message })
  })
export type Vendor = z.infer<typeof Vendor>

const FACTS_OF: Record<VendorKind, readonly AttestedFact[]> = {
  'local-extract': [],
  openai: ['openai-retention'],
  anthropic: ['anthropic-hipaa'],
  'azure-openai': ['azure-content-logging', 'azure-sku'],
  bedrock: ['bedrock-retention', 'bedrock-logging'],
  vertex: ['vertex-cache'],
  store: [],
  mcp: [],
}

interface Said {
  readonly kind: VendorKind
  readonly placement: 'outside' | 'inside' | 'private'
  readonly models: readonly string[]
  readonly keyFrom?: string | undefined
  readonly azure?: { readonly entra?: unknown; readonly resource?: unknown } | undefined
  readonly aws?: unknown
  readonly attest?: readonly AttestedFact[] | undefined
}

/** As the Model Context Protocol advises to name tools; `*` is none: what a server adds was reviewed by nobody. */
const TOOL_NAME = /^[A-Za-z0-9_.-]{1,128}$/

function wrongWith({
  kind,
  placement,
  models,
  keyFrom,
  azure,
  aws,
  attest,
}: Said): { path: string[]; message: string }[] {
  const wrong: { path: string[]; message: string }[] = []
  const say = (is: boolean, path: string, message: string) => void (is && wrong.push({ path: [path], message }))
  say(placement === 'inside' && kind !== 'local-extract', 'placement', 'only local-extract runs inside')
  say(
    placement === 'private' && kind !== 'openai' && kind !== 'anthropic' && kind !== 'mcp',
    'placement',
    'a private endpoint speaks openai, anthropic or mcp',
  )
  const tools = kind === 'mcp' ? models : []
  say(!tools.every((name) => TOOL_NAME.test(name)), 'models', 'of mcp: the names of its tools, one by one')
  say((kind === 'azure-openai') !== (azure !== undefined), 'azure', 'belongs to azure-openai, which needs it')
  say(azure?.entra !== undefined && keyFrom !== undefined, 'azure', 'a key or Entra, not both')
  say(aws !== undefined && kind !== 'bedrock', 'aws', 'belongs to bedrock')
  say(aws !== undefined && keyFrom !== undefined, 'aws', 'an API key or a signature, not both')
  const foreign = (attest ?? []).some((fact) => !FACTS_OF[kind].includes(fact))
  say(foreign, 'attest', `of ${kind} can be read: ${FACTS_OF[kind].join(', ') || 'nothing'}`)
  const needsResource = (attest ?? []).some((fact) => fact.startsWith('azure-')) && azure?.resource === undefined
  say(needsResource, 'azure', 'its resource is needed to read its settings')
  return wrong
}
