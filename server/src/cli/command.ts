/** One option of a command. */
export interface Option {
  /** placeholder of its value in the help; an option without one is a switch */
  value?: string
  help: string
  required?: true
  /** may be given more than once */
  multiple?: true
}

/** The given options as text: a switch is true, a repeatable option is a list. */
export interface Given {
  text(option: string): string | undefined
  list(option: string): string[] | undefined
  on(option: string): boolean
  /** positional arguments */
  arguments: string[]
}

export interface Command {
  /** as typed: `widget create` */
  name: string
  summary: string
  /** the positional argument after the name, such as `ID` */
  argument?: string
  options: Record<string, Option>
  /** further text for its help */
  notes?: string
  run(given: Given, io: CommandIo): Promise<void>
}

/** Input and output of a command. */
export interface CommandIo {
  env: Record<string, string | undefined>
  /** Writes a line to standard output. */
  print(line: string): void
  /** Writes a line to standard error. */
  complain(line: string): void
  /** true: standard output is a terminal, which stores nothing; false: it may end in a log */
  isTerminal?: boolean
  /** All of standard input. */
  readInput(): Promise<string>
}

/** The command line is wrong: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
