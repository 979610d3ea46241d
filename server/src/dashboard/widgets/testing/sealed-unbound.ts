import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** For tests: a key as the first versions sealed it, bound to no widget. */
export function sealedUnbound(dataDir: string, text: string): string {
  const secret = readFileSync(join(dataDir, 'secret'), 'utf8').trim()
  const key = Buffer.from(hkdfSync('sha256', secret, 'imbachat', 'seal widget keys', 32))
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
}
