import type { AddCommand } from '../command.ts'
import type { Door } from '../door.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon vendor attest                 every vendor that is registered to be read
  $ cordon vendor attest bedrock-us      one of them
`

interface Answer {
  readonly vendor: string
  readonly fact: string
  readonly answer: 'holds' | 'fails' | 'unanswered'
  readonly found: string
}

/** `attest`: reads vendors' own settings now, as the hourly job does. 1 where one is not as it has to be. */
export const addAttest: AddCommand = (vendor, run) => {
  vendor
    .command('attest [id]')
    .description('Read the settings of vendors now, and record what they are.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [id]) => {
        const answers = await withAdminDoor(cli, (door) => attestAll(door, id))
        const columns = ['vendor', 'fact', 'answer', 'found']
        writeTable(cli.output, answers, columns, 'Nothing is read of any vendor’s settings: name facts in `attest`.')
        cli.output.result(answers)
        return answers.every(({ answer }) => answer === 'holds') ? 0 : 1
      }),
    )
}

async function attestAll(door: Door, id: string | undefined): Promise<Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = []
  for (const one of id === undefined ? await readOnes(door) : [id]) {
    const { json } = await door.post(`/api/vendors/${encodeURIComponent(one)}/attest`, {})
    answers.push(...(json as unknown as { items: (Answer & Record<string, unknown>)[] }).items)
  }
  return answers
}

async function readOnes(door: Door): Promise<string[]> {
  const { items } = (await door.get('/api/vendors')) as unknown as { items: { id: string; attest?: unknown }[] }
  return items.filter(({ attest }) => attest !== undefined).map(({ id }) => id)
}
