// Writes the generated tables of docs/protocol.md and docs/self-hosting.md, and prints the hash of the wire for its
// history.
import { readFileSync, writeFileSync } from 'node:fs'
import { protocolTables, wireHash, withTables } from '@imbachat/protocol/documents/protocol-tables'
import { LIMIT_SECTIONS, limitTable } from '../../server/src/config/limits.ts'

write('protocol.md', (text) => withTables(text, protocolTables()))
write('self-hosting.md', (text) =>
  (Object.keys(LIMIT_SECTIONS) as (keyof typeof LIMIT_SECTIONS)[]).reduce(
    (before, section) =>
      before.replace(
        new RegExp(`(#### ${section}\n\n)(\\|.*\n)*`),
        (_, heading: string) => `${heading}${limitTable(section)}\n`,
      ),
    text,
  ),
)
console.log(await wireHash())

function write(name: string, change: (text: string) => string): void {
  const path = new URL(`../../docs/${name}`, import.meta.url)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
