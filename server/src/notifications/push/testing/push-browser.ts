import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** A browser's half of RFC 8291: keys of a subscription, and what opens messages for it. */
export function browser() {
  const pair = createECDH('prime256v1')
  const mine = pair.generateKeys()
  const auth = randomBytes(16)
  return {
    keys: { p256dh: mine.toString('base64url'), auth: auth.toString('base64url') },
    /** @throws Error if the message is for another subscription */
    read(body: Uint8Array): string {
      const bytes = Buffer.from(body)
      const salt = bytes.subarray(0, 16)
      const theirs = bytes.subarray(21, 21 + (bytes[20] ?? 0))
      const text = bytes.subarray(21 + theirs.length)
      const about = Buffer.concat([Buffer.from('WebPush: info\0'), mine, theirs])
      const secret = hkdfSync('sha256', pair.computeSecret(theirs), auth, about, 32)
      const of = (name: string, length: number) =>
        Buffer.from(hkdfSync('sha256', Buffer.from(secret), salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
      const decipher = createDecipheriv('aes-128-gcm', of('aes128gcm', 16), of('nonce', 12))
      decipher.setAuthTag(text.subarray(-16))
      const plain = Buffer.concat([decipher.update(text.subarray(0, -16)), decipher.final()])
      return plain.subarray(0, plain.lastIndexOf(2)).toString()
    },
  }
}
