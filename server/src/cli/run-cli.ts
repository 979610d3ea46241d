import packageJson from '../../package.json' with { type: 'json' }
import { ConfigError } from '../config/config-error.ts'
import { readEnvFile } from '../config/env-file.ts'
import { misspeltLine, misspeltSettings } from '../config/misspelt.ts'
import { messageOf } from '../error-message.ts'
import { accountCreate } from './accounts/account-create.ts'
import { accountPassword } from './accounts/account-password.ts'
import { adminGrant, adminList, adminRevoke } from './accounts/admin.ts'
import { secretReset } from './accounts/secret-reset.ts'
import { setupLink } from './accounts/setup-link.ts'
import { token } from './accounts/token.ts'
import { type Command, type CommandIo, UsageError } from './command.ts'
import { doctor } from './doctor.ts'
import { commandHelp, overview } from './help.ts'
import { apiKeyCreate, apiKeyList, apiKeyRevoke } from './keys/api-key.ts'
import { parseGiven } from './parse.ts'
import { serve } from './serve.ts'
import { teamInvite, teamList, teamRemove } from './team/team.ts'
import { backup } from './transfer/backup.ts'
import { filesCopy } from './transfer/files-copy.ts'
import { move } from './transfer/move.ts'
import { restore } from './transfer/restore.ts'
import { webhookCreate } from './webhooks/webhook-create.ts'
import { webhookDelete } from './webhooks/webhook-delete.ts'
import { webhookList } from './webhooks/webhook-list.ts'
import { widgetCreate } from './widgets/widget-create.ts'
import { widgetDelete } from './widgets/widget-delete.ts'
import { widgetImport } from './widgets/widget-import.ts'
import { widgetList } from './widgets/widget-list.ts'
import { widgetRotate } from './widgets/widget-rotate.ts'
import { widgetSet } from './widgets/widget-set.ts'
import { widgetShow } from './widgets/widget-show.ts'

export const commands: readonly Command[] = [
  serve,
  setupLink,
  accountCreate,
  accountPassword,
  adminGrant,
  adminRevoke,
  adminList,
  widgetCreate,
  widgetImport,
  widgetList,
  widgetShow,
  widgetSet,
  widgetRotate,
  widgetDelete,
  apiKeyCreate,
  apiKeyList,
  apiKeyRevoke,
  webhookCreate,
  webhookList,
  webhookDelete,
  teamInvite,
  teamList,
  teamRemove,
  token,
  backup,
  restore,
  move,
  filesCopy,
  secretReset,
  doctor,
]

/** 0: done, 1: the command failed, 2: the command line or the environment is wrong. */
export type ExitCode = 0 | 1 | 2

/** Never throws. Reports an error to `complain` in one line. */
export async function runCli(given: readonly string[], io: CommandIo): Promise<ExitCode> {
  try {
    const { args, files } = takeEnvFiles(given)
    const env = Object.assign({}, io.env, ...files.map(readEnvFile)) as CommandIo['env']
    await run(args, { ...io, env })
    return 0
  } catch (error) {
    io.complain(oneLine(error))
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1
  }
}

async function run(args: readonly string[], io: CommandIo): Promise<void> {
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word))
  if (command !== undefined) {
    const rest = args.slice(command.name.split(' ').length)
    if (asksHelp(rest)) return io.print(commandHelp(command))
    // the server and the doctor report it in their own form
    if (command !== serve && command !== doctor) {
      for (const found of misspeltSettings(io.env)) io.complain(misspeltLine(found))
    }
    return command.run(parseGiven(command, rest), io)
  }
  const [word] = args
  if (word === undefined) throw new UsageError('a command is missing; see "imbachat --help"')
  const group = commands.filter(({ name }) => name.startsWith(`${word} `))
  if (word === '--version' || word === 'version') return io.print(packageJson.version)
  if (asksHelp(args) || word === 'help') return io.print(overview(group.length > 0 ? group : commands))
  const known = group.map(({ name }) => name.slice(word.length + 1)).join(', ')
  throw new UsageError(
    known
      ? `"imbachat ${word}" needs one of: ${known}`
      : `there is no command ${JSON.stringify(word)}; see "imbachat --help"`,
  )
}

/** `--env-file PATH`, before the command or after it. A later file counts more, and each more than the environment. */
function takeEnvFiles(given: readonly string[]): { args: string[]; files: string[] } {
  const args: string[] = []
  const files: string[] = []
  const end = given.includes('--') ? given.indexOf('--') : given.length
  for (let at = 0; at < given.length; at++) {
    const arg = given[at] ?? ''
    if (at < end && arg.startsWith('--env-file=')) files.push(arg.slice('--env-file='.length))
    else if (at < end && arg === '--env-file') {
      const file = given[++at]
      if (file === undefined) throw new UsageError('--env-file FILE is missing its FILE')
      files.push(file)
    } else args.push(arg)
  }
  return { args, files }
}

/** `--` ends the options: a `--help` after it does not ask for help. */
const asksHelp = (args: readonly string[]) => {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

function oneLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? ''
}
