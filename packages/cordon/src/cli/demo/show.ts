import type { Output } from '../output.ts'
import type { Story } from './story.ts'

/** The story on a terminal: three texts side by side with identifiers marked, the decision, the refusals, the receipt. */
export function showStory(output: Output, story: Story): void {
  const width = Math.max(24, Math.floor((output.columns - 6) / 3))
  const known = markerOf(story.identifiers)
  const columns = [
    { title: 'what the application sent', text: story.sent, mark: known, look: 'red' as const },
    { title: 'what left the boundary', text: story.left, mark: CODE, look: 'green' as const },
    { title: 'what came back', text: story.returned, mark: known, look: 'red' as const },
  ].map(({ title, text, mark, look }) => [
    { text: title, styled: output.style('bold', title) },
    { text: '─'.repeat(title.length), styled: '─'.repeat(title.length) },
    ...wrap(text, width).map((line) => ({
      text: line,
      styled: line.replace(mark, (hit) => (output.color ? output.style(look, hit) : hit)),
    })),
  ])
  const rows = Math.max(...columns.map((column) => column.length))
  for (let row = 0; row < rows; row++) {
    output.line(
      columns
        .map((column) => pad(column[row], width))
        .join('   ')
        .trimEnd(),
    )
  }
  output.line()
  output.line(`${output.style('bold', 'decision')}  ${output.style('green', 'permit')}`)
  for (const { policy, why } of story.decision.reasons) output.line(`  ${policy.padEnd(24)} ${why}`)
  output.line()
  for (const { who, code, why } of story.refusals) {
    output.line(`${output.style('bold', 'refused')}   the same question, ${who}`)
    output.line(`  ${output.style('red', code.padEnd(24))} ${why}`)
  }
  output.line()
  const { index, size, root, verified } = story.receipt
  const verdict = verified ? output.style('green', 'verified') : output.style('red', 'DOES NOT VERIFY')
  output.line(`${output.style('bold', 'receipt')}   entry ${index} of a log of ${size}, root ${root}: ${verdict}`)
}

const CODE = /\[[A-Z0-9]+(?:-[A-Za-z0-9]+){1,2}\]/g

function markerOf(identifiers: readonly string[]): RegExp {
  const longestFirst = identifiers.filter(({ length }) => length >= 3).sort((a, b) => b.length - a.length)
  const escaped = longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(
    escaped.length === 0 ? '(?!)' : `(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  )
}

function pad(cell: { text: string; styled: string } | undefined, width: number): string {
  return cell === undefined ? ' '.repeat(width) : cell.styled + ' '.repeat(Math.max(0, width - cell.text.length))
}

/** Breaks at blanks; a word longer than a line is cut. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ').flatMap((part) => part.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''])) {
      if (line.length + word.length + 1 > width && line !== '') {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    return [...lines, line]
  })
}
