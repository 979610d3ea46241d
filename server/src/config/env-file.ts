import { readFileSync } from 'node:fs'
import { messageOf } from '../error-message.ts'
import { ConfigError } from './config-error.ts'

/** @throws ConfigError if the file can't be read, or has a line that means nothing */
export function readEnvFile(path: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`--env-file ${path} can't be read (${messageOf(error)})`)
  }
  return parseEnvFile(text, path)
}

const NAME = /^[A-Za-z_]\w*$/
const BEFORE_NAME = /(?:\s|[#;][^\n]*\n?)*/y
const NAME_AND_SIGN = /([^\n=]*)(=?)[^\S\n]*/y
const QUOTED = /(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")[^\S\n]*/y
const PLAIN = /((?:[^\n\\]|\\[\s\S])*?)[^\S\n]*(?:\n|$)/y

/**
 * Reads a file as systemd reads its EnvironmentFile, so that one file serves the unit and the commands. It is not a
 * shell: `&`, `<` and `$` mean themselves. A line that systemd ignores is an error here.
 * @throws ConfigError that names the line, and no value
 */
export function parseEnvFile(text: string, path: string): Record<string, string> {
  const given = text.replaceAll(/\r\n?/g, '\n')
  const values: Record<string, string> = {}
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(given)
    if (found) at = pattern.lastIndex
    return found
  }
  const wrong = (from: number, problem: string) =>
    new ConfigError(`--env-file ${path}, line ${given.slice(0, from).split('\n').length}: ${problem}`)

  for (take(BEFORE_NAME); at < given.length; take(BEFORE_NAME)) {
    const begin = at
    const [, name = '', sign] = take(NAME_AND_SIGN) ?? []
    if (sign !== '=' || !NAME.test(name.trim())) throw wrong(begin, 'expected NAME=value')
    let value = ''
    for (let part = take(QUOTED); part; part = take(QUOTED)) {
      value += part[1] ?? (part[2] ?? '').replaceAll(/\\([\s\S])/g, unescaped)
    }
    if (given[at] === "'" || given[at] === '"') throw wrong(at, 'the quotation mark has no second one')
    const rest = take(PLAIN)?.[1] ?? ''
    values[name.trim()] =
      value + rest.replaceAll(/\\([\s\S])/g, (_, character) => (character === '\n' ? '' : character))
  }
  return values
}

/** Between double quotes, a backslash counts only before these. */
function unescaped(both: string, character: string): string {
  if (character === '\n') return ''
  return '"\\`$'.includes(character) ? character : both
}
