import { loadConfig } from '../../config/load.ts'
import type { AddCommand } from '../command.ts'

export const serveCommand: AddCommand = (program, run) => {
  program
    .command('serve')
    .description('Run the boundary of this data folder until it is stopped.')
    .addHelpText('after', '\nExample:\n  $ cordon serve --data /var/lib/cordon\n')
    .action(
      run(async ({ environment, dataFolder, openBoundary, output, err, stopped }) => {
        const boundary = await openBoundary(loadConfig(environment, dataFolder), { log: err })
        output.line(`applications  ${boundary.url}/v1`)
        output.line(`operators     ${boundary.adminUrl}`)
        output.result({ url: boundary.url, adminUrl: boundary.adminUrl })
        await stopped()
        await boundary.close()
        return 0
      }),
    )
}
