import { CordonError, type Reason } from '@cordon/contract'
import {
  type Assumed,
  assumedOf,
  type Described,
  Described as DescribedShape,
  requestOf,
} from '../../policy/cedar/cases.ts'
import { policySetOf } from '../../policy/cedar/create-policy-set.ts'
import { type Explained, explain } from '../../policy/cedar/explain.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'
import { compileOrTell, readTexts } from '../policy/set-at.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon policy explain 01JDABC7Q2
  $ cordon policy explain --role nurse --purpose TREAT --record Note --labels 42CFRPart2 --relationship care-team
  deny
    label.part-2: Records of a substance use disorder programme need the patient's written consent …
  it would be permitted
    with a consent of the patient that permits it
    without the label 42CFRPart2
`

interface Options {
  readonly role?: string
  readonly purpose?: string
  readonly relationship?: string
  readonly record?: string
  readonly labels?: string
  readonly consent?: string
  readonly action?: string
  readonly emergency?: boolean
  readonly service?: boolean
  readonly person?: string
  readonly application?: string
  readonly purposeFixed?: string
  readonly noPatient?: boolean
  readonly patient?: boolean
  readonly policies?: string
}

type Answer = Explained & {
  readonly set?: { readonly name: string }
  readonly recorded?: {
    readonly effect: string
    readonly rule: string
    readonly set: string
    readonly reasons: Reason[]
  }
  readonly notAsked?: string
  readonly assumed?: readonly Assumed[]
}

export const addPolicyExplain: AddCommand = (program, run) =>
  void program
    .command('explain [request]')
    .description('Which policy decided a past request, or would decide one described here, and what would alter it.')
    .option('--role <roles>', 'roles, separated by commas')
    .option('--purpose <code>', 'purpose of use')
    .option('--relationship <kinds>', 'current relationships, separated by commas')
    .option('--record <kind>', 'a class of the chart’s records: a FHIR resource type, or Note')
    .option('--labels <labels>', 'its security labels, separated by commas')
    .option('--consent <said>', 'permit, deny or none')
    .option('--action <action>', 'ask, retrieve, deidentify or reidentify')
    .option('--emergency', 'with an emergency grant for this patient')
    .option('--service', 'a service asks, not a person')
    .option('--person <id>', 'who asks; one whom no policy names where it is left out')
    .option('--application <id>', 'through which application; one that no policy names where it is left out')
    .option('--purpose-fixed <code>', 'the purpose that the application’s registration fixes')
    .option('--no-patient', 'no patient is stated')
    .option('--policies <path>', 'a folder or a file of policies; those that ship where none is named')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [request]) => {
        if (request !== undefined) {
          const { json } = await withAdminDoor(cli, (door) => door.post('/api/policies/explain', { request }))
          tell(cli.output, json as Answer)
          return (json as Answer).recorded?.effect === 'permit' ? 0 : 1
        }
        const compiled = compileOrTell(cli.output, readTexts(options.policies))
        if (compiled === undefined) return 1
        const described = describedBy(options)
        const explained = explain(policySetOf('described', compiled), requestOf(described))
        tell(cli.output, { ...explained, assumed: assumedOf(described) })
        return explained.answer.effect === 'permit' ? 0 : 1
      }),
    )

const LISTS = ['role', 'relationship', 'labels'] as const

function describedBy({ service, patient, policies: _, ...options }: Options): Described {
  const lists = LISTS.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name].split(',')] as const],
  )
  const parsed = DescribedShape.safeParse({
    ...known(options),
    ...Object.fromEntries(lists),
    ...(service === true ? { kind: 'service' } : {}),
    ...(patient === false ? { patient: 'none' } : {}),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new CordonError('usage', { at: `--${String(issue?.path[0] ?? 'role')}: ${issue?.message ?? ''}` })
}

function known({ purpose, record, consent, action, emergency, purposeFixed, person, application }: Options) {
  const given = { purpose, record, consent, action, emergency, purposeFixed, person, application }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function tell(output: Output, answer: Answer): void {
  output.result(answer)
  const { recorded, notAsked, set } = answer
  if (recorded !== undefined) output.line(`recorded: ${recorded.effect}, by ${recorded.rule} of ${recorded.set}`)
  for (const { policy, holds, why } of recorded?.reasons ?? []) if (!holds) output.line(`  ${policy}: ${why}`)
  if (notAsked !== undefined) {
    output.line('the policies were not asked, or not recorded')
    return
  }
  for (const what of answer.assumed ?? []) output.line(`${what}: one that no policy names`)
  output.line(`${answer.answer.effect}${set === undefined ? '' : ` by ${set.name}`}`)
  for (const { id, why } of answer.decided) output.line(`  ${id}: ${why}`)
  if (answer.decided.length === 0) output.line('  no policy permits it')
  tellChanges(output, answer)
}

function tellChanges(output: Output, { answer, changes }: Answer): void {
  const other = answer.effect === 'permit' ? 'denied' : 'permitted'
  if (changes.length === 0) output.line(`nothing of one fact or two would have it ${other}`)
  else output.line(`it would be ${other}`)
  for (const { facts } of changes) output.line(`  ${facts.join(', and ')}`)
}
