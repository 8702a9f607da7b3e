import { type Problem, problem, type Source } from './problem.ts'

/**
 * The engine walks a policy by recursion, and a text that is deep enough ends it: the first that did was 75 parentheses in
 * one another, or 110 `||` in a row, in the stack that Node gives its main thread. Half of that is refused unread.
 */
export const HEIGHT_MAX = 48

/** Strings and comments as the engine's own reader ends them (a comment also at a carriage return), names, operators. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|\/\/[^\n\r]*|[A-Za-z_]\w*|&&|\|\||::|[=!<>]=|\S/g

/** What joins conditions, each of them as high as it is. */
const JOINS: ReadonlySet<string> = new Set(['&&', '||', 'when', 'unless', 'if', 'then', 'else'])
/** What makes one operand higher by one. */
const OPERATORS: ReadonlySet<string> = new Set('== != < <= > >= + - * ! . in has like is'.split(' '))
const OPENS: ReadonlySet<string> = new Set(['(', '[', '{'])
const CLOSES: ReadonlySet<string> = new Set([')', ']', '}'])

/** What stands between two brackets, or between the brackets and a comma: how high a tree it makes at most. */
interface Level {
  joins: number
  /** Of the operand that is being read, and of the highest before it. */
  operators: number
  operatorsMax: number
  /** The highest group inside. */
  inside: number
  /** The highest element before this one. */
  before: number
}

/**
 * Where a text would make a tree higher than `HEIGHT_MAX`; undefined: nowhere. One pass, before the engine sees the text.
 * Counts rather too much than too little: precedence is not looked at.
 */
export function tooHigh(source: Source): Problem | undefined {
  const levels: Level[] = []
  let level = newLevel()
  for (const { 0: token, index } of source.text.matchAll(TOKEN)) {
    if (OPENS.has(token)) {
      level.operators += 1
      levels.push(level)
      level = newLevel()
    } else if (CLOSES.has(token)) level = closed(level, levels.pop())
    else count(level, token)
    if (levels.length > HEIGHT_MAX / 2 || heightOf(level) > HEIGHT_MAX) return refused(source, index)
  }
  // What nobody closed is as high as if somebody had.
  for (let outer = levels.pop(); outer !== undefined; outer = levels.pop()) level = closed(level, outer)
  return heightOf(level) > HEIGHT_MAX ? refused(source, source.text.length) : undefined
}

const newLevel = (): Level => ({ joins: 0, operators: 0, operatorsMax: 0, inside: 0, before: 0 })

const heightOf = ({ joins, operators, operatorsMax, inside }: Level): number =>
  joins + Math.max(operators, operatorsMax) + inside

function closed(level: Level, outer = newLevel()): Level {
  outer.inside = Math.max(outer.inside, 1 + Math.max(level.before, heightOf(level)))
  return outer
}

function count(level: Level, token: string): void {
  if (JOINS.has(token)) {
    level.joins += 1
    level.operatorsMax = Math.max(level.operatorsMax, level.operators)
    level.operators = 0
  } else if (OPERATORS.has(token)) level.operators += 1
  else if (token === ',' || token === ';') {
    const before = Math.max(level.before, heightOf(level))
    Object.assign(level, newLevel(), token === ',' ? { before } : {})
  }
}

function refused(source: Source, index: number): Problem {
  const why = `conditions stand more than ${HEIGHT_MAX} deep in one another or in a row`
  return problem(
    source,
    Buffer.byteLength(source.text.slice(0, index)),
    why,
    'a set with contains, or several policies',
  )
}
