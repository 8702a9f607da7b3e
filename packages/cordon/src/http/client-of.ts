import type { FastifyRequest } from 'fastify'
import { ANTHROPIC_CLIENT, type ClientShape, OPENAI_CLIENT } from './client-shape.ts'

/**
 * Whose client sent this, where the path alone does not say so: Anthropic's send their API's version with every request, and
 * nobody else does.
 */
export function clientOf({ headers, url }: Pick<FastifyRequest, 'headers' | 'url'>): ClientShape {
  const anthropic = headers['anthropic-version'] !== undefined || /^\/(anthropic\/|(v1\/)?messages\b)/.test(url)
  return anthropic ? ANTHROPIC_CLIENT : OPENAI_CLIENT
}
