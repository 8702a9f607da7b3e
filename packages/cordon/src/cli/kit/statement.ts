import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError, PersonName } from '@cordon/contract'
import { signNote } from '@cordon/ledger'
import { createPersonKey, readPersonKey, SEED_BYTES } from '../../audit/person-key.ts'
import { statementOf, statementText } from '../../policy/agreements/statement.ts'
import type { AddCommand } from '../command.ts'
import { KIT_FILES, readResult, readText, writeNew, writeOver } from './folder.ts'

const STATEMENT_EXAMPLE = `
Example:
  $ cordon eval kit statement kit/ --officer "Cy Lark"

The privacy officer reads it, looks at what was missed (cordon eval kit score kit/ --misses) and signs it, or does not.
`

/** `statement`: the text that the privacy officer signs, 164.514(b)(2)(ii). */
export const addStatement: AddCommand = (kit, run) => {
  kit
    .command('statement <kit>')
    .description('Write the privacy officer’s statement about the result, to be read and signed.')
    .requiredOption('--officer <name>', 'the privacy officer')
    .addHelpText('after', STATEMENT_EXAMPLE)
    .action(
      run<{ officer: string }>(async (cli, { officer }, [folder = '']) => {
        if (!PersonName.safeParse(officer).success) throw new CordonError('usage', { at: '--officer: one line' })
        const { result, hash } = readResult(folder)
        const text = statementText(statementOf(result, officer, new Date(cli.now()).toISOString().slice(0, 10)))
        const file = join(folder, KIT_FILES.statement)
        writeOver(file, text)
        cli.output.line(text)
        cli.output.line(`Next: cordon eval kit sign ${file} --key KEYFILE`)
        cli.output.result({ file, result: hash, text })
        return 0
      }),
    )
}

const KEY_EXAMPLE = `
Example:
  $ cordon eval kit key --name cy-lark --out /media/stick/cy-lark.key

Prints the verifier key: it goes into cordon.yaml under validation.privacyOfficers. The key file stays with its person.
`

/** `key`: an Ed25519 key with which one person signs. */
export const addKey: AddCommand = (kit, run) => {
  kit
    .command('key')
    .description('Make the key with which a named person signs.')
    .requiredOption('--name <name>', 'the person, without spaces')
    .requiredOption('--out <file>', 'where the key goes: readable by its owner only')
    .addHelpText('after', KEY_EXAMPLE)
    .action(
      run<{ name: string; out: string }>(async (cli, { name, out }) => {
        const key = createPersonKey(name, cli.random(SEED_BYTES))
        writeNew(out, `${key.secret}\n`)
        chmodSync(out, 0o400)
        cli.output.line(key.vkey)
        cli.output.result({ vkey: key.vkey, file: out })
        return 0
      }),
    )
}

const SIGN_EXAMPLE = `
Example:
  $ cordon eval kit sign kit/statement.txt --key /media/stick/cy-lark.key      writes kit/statement.txt.note

The note is the text, an empty line and the signature (c2sp.org/signed-note); other programs can check it.
`

/** `sign`: a text as a signed note. */
export const addSign: AddCommand = (kit, run) => {
  kit
    .command('sign <file>')
    .description('Sign a text with a person’s key.')
    .requiredOption('--key <file>', 'the key file of the person who signs')
    .addHelpText('after', SIGN_EXAMPLE)
    .action(
      run<{ key: string }>(async (cli, { key: keyFile }, [file = '']) => {
        const key = readPersonKey(readText(keyFile))
        const note = await signNote(readText(file), [key.signer])
        writeOver(`${file}.note`, note)
        cli.output.line(`${file}.note: signed by ${key.signer.name}`)
        cli.output.result({ file: `${file}.note`, by: key.signer.name, vkey: key.vkey })
        return 0
      }),
    )
}
