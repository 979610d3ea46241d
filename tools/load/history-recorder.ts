import { writeFileSync } from 'node:fs'
import type { Entry } from '../checker/history.ts'

/** Collects the entries of all clients of a run in one list. */
export interface HistoryRecorder {
  readonly entries: Entry[]
  record(entry: Entry): void
  /** Writes JSON lines for `tools/checker/main.ts`. @throws the error of the file system */
  write(path: string): void
}

export function historyRecorder(): HistoryRecorder {
  const entries: Entry[] = []
  return {
    entries,
    record: (entry) => void entries.push(entry),
    write: (path) => writeFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
  }
}
