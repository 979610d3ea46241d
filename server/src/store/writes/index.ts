import { runStatement } from './run-statement.ts'
import type { Write } from './write.ts'

/** Everything that can be written, by name. */
export const writes = {
  'control.statement': runStatement,
} as const

export type WriteName = keyof typeof writes
export type WriteInput<N extends WriteName> = (typeof writes)[N] extends Write<infer Input, infer _> ? Input : never
export type WriteOutput<N extends WriteName> = (typeof writes)[N] extends Write<infer _, infer Output> ? Output : never

/** One waiting write. */
export interface Operation<N extends WriteName = WriteName> {
  name: N
  input: WriteInput<N>
}
