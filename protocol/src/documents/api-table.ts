import { apiOperations } from '../http/api/api-operations.ts'
import type { Operation } from '../http/operation.ts'

/** The operations of the server API as docs/api.md has them. `bun tools/checks/write-tables.ts` writes it. */
export function apiTable(): string {
  const rows = Object.values<Operation>(apiOperations).map(({ id, method, path, summary, scope }) => {
    const needed = scope === undefined ? '' : `\`${scope}\``
    return `| \`${id}\` | \`${method.toUpperCase()} ${path}\` | ${summary} | ${needed} |`
  })
  return ['| operation | call | what it does | scope |', '|---|---|---|---|', ...rows].join('\n')
}
