import { messageOf } from '../error-message.ts'

/** One result of the doctor. `problem`: users are or will be affected. */
export interface Finding {
  /** short and stable, for scripts: `data-dir`, `database`, `websocket` … */
  check: string
  status: 'ok' | 'warning' | 'problem'
  /** one sentence */
  found: string
  /** advice; with every warning and problem */
  fix?: string
}

export const ok = (check: string, found: string): Finding => ({ check, status: 'ok', found })
export const warning = (check: string, found: string, fix: string): Finding => ({
  check,
  status: 'warning',
  found,
  fix,
})
export const problem = (check: string, found: string, fix: string): Finding => ({
  check,
  status: 'problem',
  found,
  fix,
})

/** The first line of an error, without the addresses and passwords that libraries like to add after it. */
export function reasonOf(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? ''
}
