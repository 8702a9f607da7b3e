import type { Config } from '../../config/schema.ts'
import { NOTHING_WATCHED, overdueOf, readWatched } from '../../policy/emergency/watch.ts'
import type { Finding } from './doctor.ts'

/** 164.308(a)(1)(ii)(D): who opened what was not theirs is looked at, and in time. */
export async function checkEmergency(
  { notices, dataFolder }: Pick<Config, 'notices' | 'dataFolder'>,
  now: number,
): Promise<Finding[]> {
  const check = 'emergency'
  const watched = (await readWatched(dataFolder)) ?? NOTHING_WATCHED
  const overdue = overdueOf(watched, now)
  const found = `${watched.open} open, ${watched.due.length} to be looked at, ${overdue} of them late`
  const late: Finding = { check, status: 'fail', found, mend: 'cordon emergency list, then review' }
  const findings: Finding[] = [overdue === 0 ? { check, status: 'ok', found } : late]
  const told = { check: 'notices', status: 'warn' } as const
  const mend = 'name a recipient in notices (docs/guides/emergency.md)'
  if (notices === undefined) findings.push({ ...told, found: 'nobody is told of emergencies and alarms', mend })
  else if (watched.pending > 0)
    findings.push({ ...told, found: `${watched.pending} not acknowledged`, mend: 'is the recipient reached?' })
  return findings
}
