import type { UsersInfoCode } from './language.ts'

export const node: UsersInfoCode = {
  id: 'node',
  fileName: 'imbachat-users.mjs',
  code: ({ api_login, api_password }) => `import { createHash, timingSafeEqual } from 'node:crypto'
import { findUsers } from './find-users.mjs' // your own code: resolves to a row for each of these ids that exists
const sha256 = (text) => createHash('sha256').update(text).digest()
const expected = sha256('Basic ' + btoa('${api_login}:${api_password}'))
// For node:http, and for Express: app.get('/imbachat/users', usersInfo)
export async function usersInfo(request, response) {
  const isChat = timingSafeEqual(sha256(request.headers.authorization ?? ''), expected)
  response.writeHead(isChat ? 200 : 401, { 'content-type': 'application/json' })
  if (!isChat) return response.end('{"code":401,"error":"Authenticate required!"}')
  const ids = new URL(request.url, 'http://localhost').searchParams.get('user_ids') ?? ''
  const rows = await findUsers(ids.split(',').filter(Boolean))
  response.end(JSON.stringify(rows.map(({ id, name, avatar_url = null, profile_url = null }) =>
    ({ user_id: String(id), name, avatar_url, profile_url }))))
}
`,
  sample: {
    fileName: 'find-users.mjs',
    code: `import pg from 'pg'

// A sample for PostgreSQL: put your database, table and columns in the place of these.
const database = new pg.Pool({ connectionString: 'postgres://DB_USER:DB_PASSWORD@localhost/shop' })
export async function findUsers(ids) {
  const sql = 'SELECT id, name, avatar_url, profile_url FROM users WHERE id::text = ANY($1)'
  return (await database.query(sql, [ids])).rows
}
`,
  },
}
