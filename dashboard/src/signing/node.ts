import { pageSnippet, type SigningLanguage } from './language.ts'

export const node: SigningLanguage = {
  id: 'node',
  label: 'Node.js',
  fileName: 'imbachat.mjs',
  sign: ({ secretKey }) => `import { createHmac } from 'node:crypto'

export const IMBACHAT_SECRET_KEY = '${secretKey}'

export function getJWT(userId, secretKey, seconds) {
  // A numeric id goes into the token as an integer, any other as a string.
  const id = /^(0|[1-9][0-9]{0,14})$/.test(userId) ? Number(userId) : String(userId)

  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = encode({ typ: 'JWT', alg: 'HS256' })
  const now = Math.floor(Date.now() / 1000)
  const payload = encode({ iat: now, exp: now + seconds, user_id: id })
  const signature = createHmac('sha256', secretKey).update(\`\${header}.\${payload}\`).digest('base64url')

  return \`\${header}.\${payload}.\${signature}\`
}
`,
  embed: ({ scriptUrl }) => `import { getJWT, IMBACHAT_SECRET_KEY } from './imbachat.mjs'

// userId: the user who asked for this page. Put the result before </body>.
export const chat = (userId) => \`
${pageSnippet(scriptUrl, `token: '\${getJWT(userId, IMBACHAT_SECRET_KEY, 3600)}'`)}\`
`,
}
