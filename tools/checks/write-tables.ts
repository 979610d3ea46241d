// Writes what follows from declarations: the tables of docs/protocol.md, docs/api.md, docs/events.md and
// docs/self-hosting.md, and the lists of the server's handlers. Prints the hash of the wire for its history.
import { readFileSync, writeFileSync } from 'node:fs'
import { apiTable } from '@imbachat/protocol/documents/api-table'
import { eventTypesTable, protocolTables, wireHash, withTables } from '@imbachat/protocol/documents/protocol-tables'
import { LIMIT_SECTIONS, limitTable } from '../../server/src/config/limits.ts'

write('protocol.md', (text) => withTables(text, protocolTables()))
write('api.md', (text) => withTables(text, { operations: apiTable() }))
write('events.md', (text) => withTables(text, eventTypesTable()))
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
writeParts('server/src/realtime/requests', 'Handler')
writeParts('server/src/http/dashboard', 'Act')
console.log(await wireHash())

function write(name: string, change: (text: string) => string): void {
  const path = new URL(`../../docs/${name}`, import.meta.url)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** Writes one object of all parts that the folders in this folder export. The compiler fails while the file is old. */
function writeParts(folder: string, kind: string): void {
  const root = new URL(`../../${folder}/`, import.meta.url)
  const files = [...new Bun.Glob('*/*.ts').scanSync(root.pathname)].sort()
  const parts = files.flatMap((file) => {
    const code = readFileSync(new URL(file, root), 'utf8')
    const names = [...code.matchAll(new RegExp(`^export const (\\w+${kind}s)\\b`, 'gm'))].map(([, name]) => name)
    return names.length > 0 ? [{ file, names: names.sort() }] : []
  })
  const lines = [
    '// Written by `bun tools/checks/write-tables.ts`.',
    ...parts.map(({ file, names }) => `import { ${names.join(', ')} } from './${file}'`),
    '',
    `export const every${kind} = {`,
    ...parts.flatMap(({ names }) => names.map((name) => `  ...${name},`)),
    '}',
    '',
  ]
  writeFileSync(new URL(`every-${kind.toLowerCase()}.ts`, root), lines.join('\n'))
}
