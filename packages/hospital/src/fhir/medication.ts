import { isoDay } from '../calendar.ts'
import type { Chart } from '../notes/note.ts'
import type { Change } from '../story/course.ts'
import type { Visit } from '../story/timeline.ts'
import { type FhirResource, reference, resource, US_CORE } from './resource.ts'

/** One prescription of one dose, and the visit whose change ended it, if any. */
interface Prescription {
  readonly drug: string
  readonly dose: string
  readonly from: Visit | undefined
  until?: Visit
}

/** Every dose as its own request: stopped where a later visit changed it, active where none did. */
export function medicationRequests(chart: Chart): FhirResource[] {
  return prescriptions(chart).map((item, i) => {
    const visit = item.from ?? chart.visits[0]
    const number = (visit?.number ?? 0) + 1
    const years = item.from === undefined ? 400 : 0
    return resource('MedicationRequest', `${chart.patient.id}-medication-${i + 1}`, {
      meta: { profile: [`${US_CORE}/us-core-medicationrequest`] },
      status: item.until === undefined ? 'active' : 'stopped',
      intent: 'order',
      medicationCodeableConcept: { text: `${item.drug} ${item.dose}` },
      subject: reference('Patient', chart.patient.id),
      encounter:
        item.from === undefined ? undefined : reference('Encounter', `${chart.patient.id}-encounter-${number}`),
      authoredOn: isoDay((visit?.day ?? 0) - years),
      requester: reference('Practitioner', chart.patient.team[0].id),
      dosageInstruction: [{ text: item.dose }],
    })
  })
}

function prescriptions({ course, visits }: Chart): Prescription[] {
  const all: Prescription[] = course.medicines.map(({ drug, dose }) => ({ drug, dose, from: undefined }))
  for (const visit of visits) for (const change of visit.step.changes) applyChange(all, change, visit)
  return all
}

function applyChange(all: Prescription[], change: Change, visit: Visit): void {
  const running = all.find((item) => item.drug === change.drug && item.until === undefined)
  if (running !== undefined) running.until = visit
  if (change.to !== undefined) all.push({ drug: change.drug, dose: change.to, from: visit })
}
