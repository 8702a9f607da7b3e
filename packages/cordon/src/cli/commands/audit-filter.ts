import type { Command } from 'commander'

/** What entries are asked for by, as options of a command. */
export interface FilterOptions {
  person?: string
  patient?: string
  vendor?: string
  purpose?: string
  decision?: string
  class?: string
  outcome?: string
  code?: string
  request?: string
  from?: string
  to?: string
}

const NAMES = [
  ['person', '<id>', 'of this person or service'],
  ['patient', '<id>', 'about this patient: Patient/<id>, the bare id, or `unstated`'],
  ['vendor', '<id>', 'to this vendor'],
  ['purpose', '<code>', 'for this purpose, for example TREAT'],
  ['decision', '<permit|deny>', 'permitted, or refused'],
  ['class', '<class>', 'of this class, for example disclosure, outcome, authentication, configuration, reading'],
  ['outcome', '<outcome>', 'that ended so: answered, refused, failed, abandoned, unknown'],
  ['code', '<code>', 'with this code: of a refusal, a change, an event'],
  ['request', '<id>', 'of this request'],
  ['from', '<time>', 'from then on: 2026-11-01, or with a time, 2026-11-01T08:00:00Z'],
  ['to', '<time>', 'before then'],
] as const satisfies readonly (readonly [keyof FilterOptions, string, string])[]

export function addFilterOptions(command: Command): Command {
  for (const [name, value, about] of NAMES) command.option(`--${name} ${value}`, about)
  return command
}

/** The filter in a door's words. */
export function filterIn(options: FilterOptions): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap(([name]) => (options[name] === undefined ? [] : [[name, options[name]]])))
}
