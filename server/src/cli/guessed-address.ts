import type { CommandIo } from './command.ts'

/** The server's address is in its environment and not in DATA_DIR, so without PUBLIC_URL the one that was printed is only likely. */
export function tellOfGuess({ env, complain }: Pick<CommandIo, 'env' | 'complain'>, publicUrl: string): void {
  if (env.PUBLIC_URL) return
  complain(`${publicUrl} is a guess: set PUBLIC_URL to the server's address`)
}
