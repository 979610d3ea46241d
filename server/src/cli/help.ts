import type { Command, Option } from './command.ts'

export function commandHelp(command: Command): string {
  const { name, argument, options, summary, notes } = command
  const usage = [
    'imbachat',
    name,
    argument,
    ...Object.entries(options).map(([option, about]) => inUsage(option, about)),
  ]
  const lines = Object.entries({ ...options, help: { help: 'show this' } satisfies Option }).map(
    ([option, about]: [string, Option]): [string, string] => [written(option, about), about.help],
  )
  return `${summary}.\n\nUsage: ${usage.filter(Boolean).join(' ')}\n\n${columns(lines)}${notes === undefined ? '' : `\n\n${notes}`}`
}

/** Help for all commands, or for those that begin with a word. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map((command): [string, string] => [command.name, command.summary])
  return `Usage: imbachat COMMAND [OPTIONS]

${columns(lines)}

"imbachat COMMAND --help" shows its options, "imbachat --version" the version. Settings come from the environment, as for the server: DATA_DIR, DATABASE_URL, PUBLIC_URL, SECRET.
"imbachat --env-file FILE COMMAND" reads them from a file, as systemd reads its EnvironmentFile.
"imbachat serve --help" lists the limits.
All commands except "serve", "move", "restore" and "secret reset" work while the server runs.`
}

const written = (option: string, { value }: Option) => `--${option}${value === undefined ? '' : ` ${value}`}`

function inUsage(option: string, about: Option): string {
  const once = written(option, about)
  const shown = about.required ? once : `[${once}]`
  return about.multiple ? `${shown}…` : shown
}

export function columns(lines: readonly [string, string][]): string {
  const width = Math.max(...lines.map(([left]) => left.length))
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
