import { type SigningLanguage, scriptWith } from './language.ts'

export const node: SigningLanguage = {
  id: 'node',
  label: 'Node.js',
  fileName: 'imbachat.mjs',
  sign: ({ secretKey }) => `import { createHmac } from 'node:crypto'
export const IMBACHAT_SECRET_KEY = '${secretKey}'
export function getJWT(id, secretKey, seconds) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { iat: now, exp: now + seconds, user_id: String(id) }
  const signed = \`\${encode({ typ: 'JWT', alg: 'HS256' })}.\${encode(claims)}\`
  return \`\${signed}.\${createHmac('sha256', secretKey).update(signed).digest('base64url')}\`
}
`,
  embed: ({ scriptUrl }) => `import { getJWT, IMBACHAT_SECRET_KEY } from './imbachat.mjs'
// userId: the user who asked for this page. Put the result before </body>.
export const chat = (userId) =>
  \`${scriptWith(scriptUrl, `{ token: '\${getJWT(userId, IMBACHAT_SECRET_KEY, 3600)}' }`)}\`
`,
}
