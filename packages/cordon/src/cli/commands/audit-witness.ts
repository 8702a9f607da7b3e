import { CordonError } from '@cordon/contract'
import type { WitnessAnswer } from '@cordon/ledger'
import { nodeDisk } from '../../audit/node-disk.ts'
import { openWitness } from '../../audit/witness/open-witness.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'

interface Options {
  listen: string
  state: string
  log: string[]
  name?: string
  certificate?: string
  certificateKey?: string
}

const EXAMPLE = `
Example, on a machine that the boundary’s administrators do not hold:
  $ cordon audit witness --listen 127.0.0.1:8790 --state /srv/witness --log "$(cat log.vkey)"

It prints its key. The boundary names both in cordon.yaml, and asks it every few seconds:
  journal:
    witnesses:
      - url: http://127.0.0.1:8790
        vkey: witness.local/…+…

An auditor names it in a policy (c2sp.org/tlog-policy) for: cordon audit verify --policy FILE
  log <key of the log>
  witness officer <key of the witness>
  quorum officer
`

export const addAuditWitness: AddCommand = (audit, run) => {
  audit
    .command('witness')
    .description('Run a witness (c2sp.org/tlog-witness): it cosigns what continues the log that it remembers.')
    .requiredOption('--listen <host:port>', 'address to listen on; beyond loopback with a certificate')
    .requiredOption('--state <dir>', 'its own folder: its key, and what it remembers of each log')
    .option('--log <vkey>', 'key of a log that it cosigns for; may be given often', collect, [])
    .option('--name <name>', 'its name, at the first start; a name like witness.example.org/officer')
    .option('--certificate <file>', 'PEM certificate chain')
    .option('--certificate-key <file>', 'PEM private key of the certificate')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async ({ output, now, random, stopped }, options) => {
        const { log: logs, name, state: folder } = options
        if (logs.length === 0) throw new CordonError('usage', { at: '--log: at least one' })
        const at = addressOf(options.listen)
        const onAnswer = (answer: WitnessAnswer) => tell(output, answer)
        const tls = tlsOf(options)
        const witness = await openWitness({ folder, logs, name, ...at, tls, disk: nodeDisk, now, random, onAnswer })
        output.line(`witness   ${witness.url}`)
        output.line(`vkey      ${witness.vkey}`)
        output.line(`logs      ${logs.length}`)
        output.result({ url: witness.url, vkey: witness.vkey, logs })
        await stopped()
        await witness.close()
        return 0
      }),
    )
}

const collect = (one: string, before: readonly string[]): string[] => [...before, one.trim()]

function addressOf(text: string): { host: string; port: number } {
  const [, v6, plain, port = ''] = /^(?:\[([0-9a-f:]+)\]|([^:\s]+)):([0-9]{1,5})$/i.exec(text) ?? []
  const host = v6 ?? plain
  if (host === undefined || Number(port) > 65_535) throw new CordonError('usage', { at: '--listen: host:port' })
  return { host, port: Number(port) }
}

function tlsOf({ certificate, certificateKey }: Options) {
  if (certificate === undefined && certificateKey === undefined) return undefined
  if (certificate === undefined || certificateKey === undefined)
    throw new CordonError('usage', { at: '--certificate and --certificate-key belong together' })
  return { certificateFile: certificate, keyFile: certificateKey }
}

/** A log that does not continue what was seen is why a witness exists: it is said aloud. */
function tell(output: Output, answer: WitnessAnswer): void {
  if (answer.status === 409 && answer.fork)
    output.note(`A log signed a second history of its first ${answer.body.trim()} entries. Nothing was cosigned.`)
  if (answer.status === 422) output.note('A log’s checkpoint does not continue the one before. Nothing was cosigned.')
}
