// Checks histories of clients against the store:
//   bun tools/checker/main.ts HISTORY.jsonl… --data-dir DIR | --database-url URL
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { check } from './check.ts'
import { parseHistory } from './history.ts'
import { readStore } from './read-store.ts'

const USAGE = 'usage: bun tools/checker/main.ts HISTORY.jsonl… (--data-dir DIR | --database-url postgres://…)'
const EXIT = { broken: 1, wrong: 2 } as const

function given(): { histories: string[]; dataDir: string; databaseUrl: string | undefined } {
  try {
    const options = { 'data-dir': { type: 'string' }, 'database-url': { type: 'string' } } as const
    const { values, positionals } = parseArgs({ allowPositionals: true, options })
    const { 'data-dir': dataDir, 'database-url': databaseUrl } = values
    const oneOfThem = (dataDir === undefined) !== (databaseUrl === undefined)
    if (positionals.length > 0 && oneOfThem) return { histories: positionals, dataDir: dataDir ?? '', databaseUrl }
  } catch {
    // An unknown option: the usage lists the options.
  }
  console.error(USAGE)
  process.exit(EXIT.wrong)
}

const { histories, ...from } = given()
const entries = histories.flatMap((path) => parseHistory(readFileSync(path, 'utf8'), path))
const store = await readStore(from)
const broken = check(entries, store)
for (const line of broken) console.log(line)
console.log(`${entries.length} entries, ${store.messages.length} stored messages, ${broken.length} broken promises`)
process.exit(broken.length === 0 ? 0 : EXIT.broken)
