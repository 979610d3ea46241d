import { createHash } from 'node:crypto'
import type { Row } from './rows.ts'

const SIZE = 32

/** A hash of rows in any order: the sum of their hashes, and their number. Columns are matched by name. */
export interface RowHash {
  add(rows: readonly Row[]): void
  /** hex */
  value(): string
  count(): number
}

export function rowHash(): RowHash {
  const sum = new Uint8Array(SIZE)
  let count = 0
  return {
    add(rows) {
      for (const row of rows) {
        const text = JSON.stringify(
          Object.keys(row)
            .sort()
            .map((name) => [name, row[name]]),
        )
        const digest = createHash('sha256').update(text).digest()
        let carry = 0
        for (let index = 0; index < SIZE; index++) {
          carry += (sum[index] ?? 0) + (digest[index] ?? 0)
          sum[index] = carry & 0xff
          carry >>= 8
        }
        count++
      }
    },
    value: () => Buffer.from(sum).toString('hex'),
    count: () => count,
  }
}
