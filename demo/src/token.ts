import { createHmac } from 'node:crypto'

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** A user's token as the guide's `getJWT` makes it. `ttlSeconds` may be negative: a token that has ended. */
export function getJwt(userId: number | string, secretKey: string, ttlSeconds: number): string {
  const header = base64url(JSON.stringify({ typ: 'JWT', alg: 'HS256' }))
  const payload = base64url(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + ttlSeconds, user_id: userId }))
  const signature = createHmac('sha256', secretKey).update(`${header}.${payload}`).digest('base64url')
  return `${header}.${payload}.${signature}`
}
