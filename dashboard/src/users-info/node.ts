import type { UsersInfoCode } from './language.ts'

export const node: UsersInfoCode = {
  id: 'node',
  fileName: 'imbachat-users.mjs',
  code: ({ api_login, api_password }) => `import { createHash, timingSafeEqual } from 'node:crypto'
import { findUsers } from './find-users.mjs' // your own code: resolves to a row for each of these ids that exists

const API_LOGIN = '${api_login}'
const API_PASSWORD = '${api_password}'

const sha256 = (text) => createHash('sha256').update(text).digest()
const expected = sha256(\`Basic \${Buffer.from(\`\${API_LOGIN}:\${API_PASSWORD}\`).toString('base64')}\`)

// For node:http, and for Express: app.get('/imbachat/users', usersInfo)
export async function usersInfo(request, response) {
  const reply = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  if (!timingSafeEqual(sha256(request.headers.authorization ?? ''), expected)) {
    return reply(401, { code: 401, error: 'Authenticate required!' })
  }
  const query = new URL(request.url, 'http://localhost').searchParams
  const ids = (query.get('user_ids') ?? '').split(',').filter(Boolean)
  const rows = await findUsers(ids)
  reply(200, rows.map((row) => ({
    user_id: String(row.id),
    name: row.name,
    avatar_url: row.avatar_url ?? null,
    profile_url: row.profile_url ?? null,
  })))
}
`,
}
