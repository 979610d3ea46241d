import type { CommandIo } from './command.ts'

/** DATA_DIR does not hold the server's address, so without PUBLIC_URL the command can only guess it. */
export function warnOfGuess({ env, complain }: Pick<CommandIo, 'env' | 'complain'>, publicUrl: string): void {
  if (env.PUBLIC_URL) return
  complain(`${publicUrl} is a guess: set PUBLIC_URL to the server's address`)
}
