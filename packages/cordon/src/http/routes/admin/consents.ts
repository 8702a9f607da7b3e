import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { parse } from './configuration.ts'

/** In the body, not in the address: a patient's id has no place in a URL (ASVS 14.2.1). */
const ConsentsAsk = z.strictObject({ patient: z.string().min(1).max(200) })

/** What patients consented to, for those with the audit right. Each reading is an entry, durable before it is handed out. */
export function consentRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({
    method: ROUTES.consents.method,
    url: ROUTES.consents.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.consents.right)
      const { patient } = parse(ConsentsAsk, request.body)
      const found = await doors.consents.ofPatient(tenant, patient)
      const pseudonym = await doors.patientPseudonym(tenant, patient)
      await note(doors, tenant, {
        principal: principal.id,
        what: 'consents',
        patient: pseudonym,
        count: found.consents.length,
      })
      return found
    },
  })
  app.route({
    method: ROUTES.consentContradictions.method,
    url: ROUTES.consentContradictions.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.consentContradictions.right)
      const items = await doors.consents.contradictions(tenant)
      await note(doors, tenant, { principal: principal.id, what: 'consent contradictions', count: items.length })
      return { items }
    },
  })
}

interface Note {
  readonly principal: string
  readonly what: string
  readonly patient?: string
  readonly count: number
}

async function note({ journal }: Doors, tenant: string, read: Note): Promise<void> {
  await journal.append(tenant, { class: 'reading', v: 2, filters: {}, ...read })
}
