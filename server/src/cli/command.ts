/** One option of a command. */
export interface Option {
  /** the word that stands for its value in the help; an option without one is a switch */
  value?: string
  help: string
  required?: true
  /** may be given more than once */
  multiple?: true
}

/** What was given, as text: switches are true, options that may be repeated are lists. */
export interface Given {
  text(option: string): string | undefined
  list(option: string): string[] | undefined
  on(option: string): boolean
  /** arguments that are no options */
  arguments: string[]
}

export interface Command {
  /** as typed: `widget create` */
  name: string
  summary: string
  /** what stands after the name besides options: `ID` */
  argument?: string
  options: Record<string, Option>
  /** what else its help tells */
  notes?: string
  run(given: Given, io: CommandIo): Promise<void>
}

/** Where a command reads and writes. */
export interface CommandIo {
  env: Record<string, string | undefined>
  /** Writes a line to standard output. */
  print(line: string): void
  /** Writes a line to standard error. */
  complain(line: string): void
  /** All of standard input. */
  readInput(): Promise<string>
}

/** What was typed is wrong: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
