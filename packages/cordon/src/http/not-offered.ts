import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientOf } from './client-of.ts'
import type { Doors } from './doors.ts'
import { serve } from './serve.ts'
import { writeRefusal } from './write-frames.ts'

/**
 * Endpoints of the two vendors that keep state there, work on without the boundary, or carry what is not text. Table of
 * 2026-11-23; each stands for everything below it. Sources: the two vendors' API references.
 */
export const NOT_OFFERED = [
  // OpenAI: kept answers, conversations and their parts.
  '/v1/responses',
  '/v1/chat/completions',
  '/v1/conversations',
  '/v1/assistants',
  '/v1/threads',
  '/v1/prompts',
  // Files, and what is made of them or runs over them.
  '/v1/files',
  '/v1/uploads',
  '/v1/vector_stores',
  '/v1/containers',
  '/v1/batches',
  '/v1/skills',
  // Training, evaluation and agents on kept text.
  '/v1/fine_tuning',
  '/v1/fine-tunes',
  '/v1/evals',
  '/v1/graders',
  '/v1/chatkit',
  '/v1/agents',
  // What is not text, or not bounded by one answer.
  '/v1/audio',
  '/v1/images',
  '/v1/videos',
  '/v1/realtime',
  // Older shapes of what is guarded elsewhere.
  '/v1/completions',
  '/v1/edits',
  '/v1/engines',
  '/v1/moderations',
  '/v1/rerank',
  // Settings of the account.
  '/v1/organization',
  '/v1/projects',
  // Anthropic: batches, managed agents and their sessions, older shapes, settings.
  '/v1/messages',
  '/v1/sessions',
  '/v1/environments',
  '/v1/vaults',
  '/v1/memory_stores',
  '/v1/complete',
  '/v1/organizations',
  '/v1/embeddings',
  '/v1/models',
] as const

/** Anthropic's, where their clients have a base URL of their own. */
const UNDER_ANTHROPIC = '/anthropic'

/** The endpoint of the table that a path is, or is below. Never the path itself. */
export function notOfferedAt(url: string): (typeof NOT_OFFERED)[number] | undefined {
  const [path = ''] = url.split(/[?#]/, 1)
  const bare = path.startsWith(`${UNDER_ANTHROPIC}/`) ? path.slice(UNDER_ANTHROPIC.length) : path
  return NOT_OFFERED.find((endpoint) => bare === endpoint || bare.startsWith(`${endpoint}/`))
}

export type NotFound = (request: FastifyRequest, reply: FastifyReply) => unknown

/** At the admin door: there is nothing else. */
export function createNoRoute(): NotFound {
  return (request, reply) => {
    reply.hijack()
    refuseUnknown(request, reply)
  }
}

function refuseUnknown(request: FastifyRequest, reply: FastifyReply): void {
  writeRefusal(reply.raw, { code: 'route_unknown', at: undefined, reason: undefined }, request.id, clientOf(request))
}

/** What is there at no route: an endpoint of a vendor, which is recorded of whoever is known; or nothing. */
export function createNotFound(doors: Doors): NotFound {
  return (request, reply) => {
    const path = notOfferedAt(request.url)
    if (path !== undefined)
      return serve(request, reply, doors, { path, right: 'ask', shape: clientOf(request) }, doors.notOffered)
    reply.hijack()
    return refuseUnknown(request, reply)
  }
}
