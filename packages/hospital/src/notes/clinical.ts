import { partsOf } from '../calendar.ts'
import { HospitalError } from '../gold.ts'
import { at } from '../random.ts'
import type { Change, Medicine } from '../story/course.ts'
import { flag, LAB_NAMES, LABS, type LabName } from '../story/labs.ts'
import type { Visit } from '../story/timeline.ts'
import type { Scene } from './scene.ts'
import type { Slot } from './slot.ts'

/** Slots that tell the course: history, numbers, medicines, what was thought and what was done. */
export const CLINICAL: Readonly<Record<string, Slot>> = {
  reason: (s) => ({ template: s.visit.step.reason }),
  story: (s) => ({ template: s.random.pick(s.visit.step.story) }),
  exam: (s) => ({ template: s.random.pick(s.visit.step.exam) }),
  assessment: (s) => ({ template: s.random.pick(s.visit.step.assessment) }),
  plan: (s) => ({ template: s.random.pick(s.visit.step.plan) }),
  history: (s) => ({ template: s.random.pick(s.course.history) }),
  problems: (s, { form }) => ({ template: problems(s, form) }),
  allergy: (s) => ({
    template: s.random.pick([
      `${s.course.allergy.to} (${s.course.allergy.reaction})`,
      `${s.course.allergy.to}: ${s.course.allergy.reaction}`,
      `${s.course.allergy.to} -> ${s.course.allergy.reaction}`,
    ]),
  }),
  meds: (s, { form }) => medicineList(s.visit.before, form, s),
  medsafter: (s, { form }) => medicineList(s.visit.after, form, s),
  changes: (s, { form }) => ({ template: changes(s, form) }),
  lab: (s, { form }) => labValue(s.visit, form),
  was: (s, { form }) => (form === 'bp' ? bp(s.before ?? s.visit) : labValue(s.before ?? s.visit, form)),
  labs: (s) => labLine(s),
  labtable: (s, { form }) => labTable(s, form),
  bp: (s) => bp(s.visit),
  hr: (s) => String(s.visit.hr),
  vitals: (s) => vitals(s),
  procedure: (s) => ({ template: s.visit.step.procedure?.name ?? s.visit.step.reason }),
  proceduretext: (s) => ({ template: s.visit.step.procedure?.text ?? '{exam}' }),
  study: (s) => s.visit.step.imaging?.study ?? 'Chest, two views',
  findings: (s) => ({ template: s.visit.step.imaging?.findings ?? 'No acute abnormality.' }),
  impression: (s) => ({ template: s.visit.step.imaging?.impression ?? 'No acute abnormality.' }),
  specimen: (s) => s.visit.step.pathology?.specimen ?? 'Skin, punch',
  gross: (s) => ({ template: s.visit.step.pathology?.gross ?? 'Tan tissue.' }),
  diagnosis: (s) => ({ template: s.visit.step.pathology?.diagnosis ?? 'Benign.' }),
  dx: (s) => at(s.course.diagnoses, 0).name,
  icd: (s) => s.course.diagnoses.map(({ code }) => code).join(', '),
  year: (s) => String(partsOf(s.date).year),
}

function labValue(visit: Visit, form: string | undefined): string {
  const value = form === undefined ? undefined : visit.labs[form as LabName]
  if (value === undefined) throw new HospitalError('missing_value', `${visit.step.reason}: ${form}`)
  return value.toFixed(LABS[form as LabName].digits)
}

function bp(visit: Visit): string {
  return `${visit.bp[0]}/${visit.bp[1]}`
}

function vitals({ visit, random }: Scene): string {
  const temperature = (36.4 + random.int(0, 8) / 10).toFixed(1)
  return random.pick([
    `BP ${bp(visit)}, HR ${visit.hr}, RR ${random.int(12, 20)}, T ${temperature} C`,
    `T ${temperature}  BP ${bp(visit)}  P ${visit.hr}  RR ${random.int(12, 20)}  SpO2 ${visit.labs.SpO2 ?? random.int(95, 99)}%`,
    `VS: ${bp(visit)} | ${visit.hr} | ${random.int(12, 20)} | ${(Number(temperature) * 1.8 + 32).toFixed(1)}F`,
    `bp ${bp(visit)} hr ${visit.hr} pain ${random.int(0, 7)}/10`,
  ])
}

function labLine({ visit, random }: Scene): string {
  const sign = random.pick([' ', ' ', ': ', ' = '])
  return entries(visit)
    .map(([name, value]) => `${LABS[name].short}${sign}${value.toFixed(LABS[name].digits)}`)
    .join(random.pick([', ', '; ', ' | ', ', ']))
}

function entries(visit: Visit): [LabName, number][] {
  return LAB_NAMES.flatMap((name) => {
    const value = visit.labs[name]
    return value === undefined ? [] : [[name, value] as [LabName, number]]
  })
}

/** A table of results with the ones before; `pipe` and `comma` are the machine's ways to print it. */
function labTable({ visit, before }: Scene, form: string | undefined): string {
  return entries(visit)
    .map(([name, value]) => {
      const lab = LABS[name]
      const cells = [
        lab.name,
        value.toFixed(lab.digits),
        flag(lab, value),
        `${lab.low}-${lab.high}`,
        lab.unit,
        before?.labs[name]?.toFixed(lab.digits) ?? '',
      ]
      if (form === 'pipe') return cells.join(' | ')
      return form === 'comma'
        ? cells.join(',')
        : cells
            .map((cell, i) => cell.padEnd(i === 0 ? 32 : i === 4 ? 16 : 11))
            .join('')
            .trimEnd()
    })
    .join('\n')
}

function problems({ course, visit, date }: Scene, form: string | undefined): string {
  const since = (years: number) => partsOf(visit.day).year - years
  const lines = course.diagnoses.map(({ code, name, years }) =>
    form === 'coded'
      ? `${name} (${code})`
      : years === 0
        ? name
        : `${name} (since ${Math.min(since(years), partsOf(date).year)})`,
  )
  return form === 'list' ? lines.map((line, i) => `${i + 1}. ${line}`).join('\n') : lines.join(', ')
}

function medicineList(medicines: readonly Medicine[], form: string | undefined, { random }: Scene): string {
  const items = medicines.map(({ drug, dose }) => `${drug} ${dose}`)
  if (form === 'list') return items.map((item, i) => `${i + 1}. ${item}`).join('\n')
  return form === 'dash' ? items.map((item) => `- ${item}`).join('\n') : items.join(random.pick([', ', '; ', ', ']))
}

/** What was changed among the medicines and why, as sentences or, with `list`, as lines. */
function changes({ visit, random }: Scene, form: string | undefined): string {
  if (visit.step.changes.length === 0)
    return random.pick([
      'No changes to medicines.',
      'Medications unchanged.',
      'Continue current medicines.',
      'Meds: no change today.',
    ])
  const sentences = visit.step.changes.map((change) => random.pick(CHANGE_WORDS[kindOf(change)])(change))
  return sentences.join(form === 'list' ? '\n' : ' ')
}

function kindOf(change: Change): 'start' | 'stop' | 'change' {
  if (change.from === undefined) return 'start'
  return change.to === undefined ? 'stop' : 'change'
}

const CHANGE_WORDS: Record<'start' | 'stop' | 'change', readonly ((c: Change) => string)[]> = {
  start: [
    (c) => `Started ${c.drug} ${c.to} because ${c.why}.`,
    (c) => `Start ${c.drug} ${c.to} (${c.why}).`,
    (c) => `We added ${c.drug} ${c.to}: ${c.why}.`,
    (c) => `NEW: ${c.drug} ${c.to} - ${c.why}.`,
    (c) => `${capital(c.drug)} ${c.to} begun as ${c.why}.`,
  ],
  stop: [
    (c) => `Stopped ${c.drug} ${c.from} because ${c.why}.`,
    (c) => `D/C ${c.drug} (${c.why}).`,
    (c) => `${capital(c.drug)} ${c.from} was stopped: ${c.why}.`,
    (c) => `STOP ${c.drug} ${c.from} - ${c.why}.`,
    (c) => `Off ${c.drug} now, since ${c.why}.`,
  ],
  change: [
    (c) => `Changed ${c.drug} from ${c.from} to ${c.to} because ${c.why}.`,
    (c) => `${capital(c.drug)} ${c.from} -> ${c.to} (${c.why}).`,
    (c) => `CHANGED: ${c.drug} now ${c.to}, was ${c.from} - ${c.why}.`,
    (c) => `${capital(c.drug)} moved to ${c.to} from ${c.from}, as ${c.why}.`,
  ],
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
