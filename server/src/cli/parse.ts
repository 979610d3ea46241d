import { parseArgs } from 'node:util'
import { messageOf } from '../error-message.ts'
import { type Command, type Given, UsageError } from './command.ts'

/** @throws UsageError in one line */
export function parseGiven(command: Command, args: readonly string[]): Given {
  const { values, positionals } = parsed(command, args)
  for (const [option, { required, value }] of Object.entries(command.options)) {
    if (required && values[option] === undefined) {
      throw new UsageError(`--${option}${value === undefined ? '' : ` ${value}`} is missing; ${seeHelp(command)}`)
    }
  }
  if (positionals.length > (command.argument === undefined ? 0 : 1)) {
    throw new UsageError(`"${positionals.at(-1)}" is one argument too many; ${seeHelp(command)}`)
  }
  return {
    text(option) {
      const value = values[option]
      return typeof value === 'string' ? value : undefined
    },
    list(option) {
      const value = values[option]
      return Array.isArray(value) ? value.map(String) : undefined
    },
    on: (option) => values[option] === true,
    arguments: positionals,
  }
}

function parsed(command: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([option, { value, multiple }]) => [
      option,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: multiple === true },
    ]),
  )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [sentence] = messageOf(error).split(/\. |\n/)
    throw new UsageError(`${sentence}; ${seeHelp(command)}`)
  }
}

export const seeHelp = ({ name }: Pick<Command, 'name'>) => `see "imbachat ${name} --help"`
