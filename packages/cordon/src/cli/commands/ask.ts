import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  patient: string
  purpose: string
  application: string
  model: string
}

const EXAMPLE = `
Example:
  $ cordon ask --patient Patient/p-1001 --purpose TREAT "What changed in the blood pressure medicines, and why?"
`

export const askCommand: AddCommand = (program, run) => {
  program
    .command('ask')
    .description('Ask a question about one patient, through the boundary, as a named person.')
    .argument('<question>', 'the question')
    .requiredOption('--patient <id>', 'Patient/<id> or the bare id')
    .requiredOption('--purpose <code>', 'purpose of use, a v3-ActReason code, for example TREAT')
    .option('--application <id>', 'the registration to ask through', 'command-line')
    .option('--model <name>', 'the model to ask', 'local/extract')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { patient, purpose, application, model }, [question = '']) => {
        const { json, headers } = await withAdminDoor(cli, (door) =>
          door.post('/api/ask', { application, patient, purpose, model, question }),
        )
        const answer = (json as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? ''
        cli.output.line(answer)
        cli.output.note(`\n${cli.output.style('dim', `receipt ${String(headers['x-cordon-receipt'])}`)}`)
        cli.output.result({
          answer,
          request: headers['x-request-id'],
          decision: headers['x-cordon-decision'],
          redactions: headers['x-cordon-redactions'],
          receipt: headers['x-cordon-receipt'],
        })
        return 0
      }),
    )
}
