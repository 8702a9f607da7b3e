import type { BackupSettings } from '../../config/backup.ts'
import { DAY } from '../../kernel/clock.ts'
import { timeOf } from './manifest.ts'

type Keep = Pick<BackupSettings, 'keepDays' | 'keepWeeks' | 'keepMonths'>

/**
 * Which of these snapshots are past their time: each stays for `keepDays`, the newest of a week (Monday to Sunday, UTC) for
 * `keepWeeks` weeks, the newest of a month for `keepMonths` months.
 */
export function expired(ids: readonly string[], { keepDays, keepWeeks, keepMonths }: Keep, nowMs: number): string[] {
  const newestFirst = [...ids].sort((a, b) => timeOf(b) - timeOf(a))
  const kept = new Set([
    ...newestFirst.filter((id) => timeOf(id) >= nowMs - keepDays * DAY),
    ...newestOfEach(newestFirst, (at) => weeksBefore(at, nowMs), keepWeeks),
    ...newestOfEach(newestFirst, (at) => monthsBefore(at, nowMs), keepMonths),
  ])
  return ids.filter((id) => !kept.has(id))
}

function newestOfEach(newestFirst: readonly string[], ago: (at: number) => number, below: number): string[] {
  const newest = new Map<number, string>()
  for (const id of newestFirst) {
    const period = ago(timeOf(id))
    if (period < below && !newest.has(period)) newest.set(period, id)
  }
  return [...newest.values()]
}

/** 1 January 1970 was a Thursday: three days after a Monday. */
const weekOf = (at: number): number => Math.floor((at / DAY + 3) / 7)
const weeksBefore = (at: number, now: number): number => weekOf(now) - weekOf(at)
const monthsBefore = (at: number, now: number): number => monthOf(now) - monthOf(at)

function monthOf(at: number): number {
  const date = new Date(at)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
