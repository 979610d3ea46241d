// Holds histories of clients against the store:  bun tools/checker/main.ts history.jsonl… --data-dir DIR
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { check } from './check.ts'
import { parseHistory } from './history.ts'
import { readSqlite } from './read-store.ts'

const USAGE = 'usage: bun tools/checker/main.ts HISTORY.jsonl… --data-dir DIR'
const EXIT = { broken: 1, wrong: 2 } as const

function given(): { histories: string[]; dataDir: string } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'data-dir': { type: 'string' } } })
    const dataDir = values['data-dir']
    if (positionals.length > 0 && dataDir !== undefined) return { histories: positionals, dataDir }
  } catch {
    // An option that there is not: the usage says which there are.
  }
  console.error(USAGE)
  process.exit(EXIT.wrong)
}

const { histories, dataDir } = given()
const entries = histories.flatMap((path) => parseHistory(readFileSync(path, 'utf8'), path))
const store = await readSqlite(dataDir)
const broken = check(entries, store)
for (const line of broken) console.log(line)
console.log(`${entries.length} entries, ${store.messages.length} stored messages, ${broken.length} broken promises`)
process.exit(broken.length === 0 ? 0 : EXIT.broken)
