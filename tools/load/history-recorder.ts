import { writeFileSync } from 'node:fs'
import type { Entry } from '../checker/history.ts'

/** What all clients of a run wrote down, in one list. */
export interface HistoryRecorder {
  readonly entries: Entry[]
  record(entry: Entry): void
  /** As JSON lines, for `tools/checker/main.ts`. @throws what the file system said */
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
