// Writes the generated tables of docs/protocol.md and prints the hash of the wire for its history.
import { readFileSync, writeFileSync } from 'node:fs'
import { protocolTables, wireHash, withTables } from '@imbachat/protocol/documents/protocol-tables'

const path = new URL('../../docs/protocol.md', import.meta.url)
writeFileSync(path, withTables(readFileSync(path, 'utf8'), protocolTables()))
console.log(await wireHash())
