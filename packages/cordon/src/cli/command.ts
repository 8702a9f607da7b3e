import { CordonError } from '@cordon/contract'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'

/** A command adds itself to the program; `run` gives it the outside world and catches what it throws. */
export type AddCommand = (program: Command, run: Run) => void
export type Run = <Options>(
  work: (cli: Cli, options: Options, args: string[]) => Promise<number | undefined>,
) => (...given: unknown[]) => Promise<void>

/** Reads a number option; wrong use when it is not one. */
export function wholeNumber(text: string, name: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0 || value > max)
    throw new CordonError('usage', { at: `${name} ${text}` })
  return value
}
