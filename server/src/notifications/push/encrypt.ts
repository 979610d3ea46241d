import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The keys of a browser's subscription, in base64url. */
export interface BrowserKeys {
  /** point of P-256, uncompressed */
  p256dh: string
  auth: string
}

/** The whole message is one record. */
const RECORD_BYTES = 4096
/** Push services take bodies of 4,096 bytes; the header has 86, the end of the text one, and the tag 16. */
export const MOST_TEXT_BYTES = RECORD_BYTES - 86 - 1 - 16
const LAST_RECORD = 2

/**
 * Encrypts a push message for one browser, by RFC 8291, so its push service can't read it. The keys of Web Push are
 * made for each message.
 * @param own a fresh key pair; given by tests
 * @throws Error if the browser's key is not a point of the curve
 */
export function encryptFor(
  { p256dh, auth }: BrowserKeys,
  text: Uint8Array,
  own: ECDH = freshPair(),
  salt: Uint8Array = randomBytes(16),
): Uint8Array {
  const theirs = Buffer.from(p256dh, 'base64url')
  const ours = own.getPublicKey()
  const shared = own.computeSecret(theirs)
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const secret = derive(shared, Buffer.from(auth, 'base64url'), about, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const header = Buffer.alloc(21)
  header.set(salt)
  header.writeUInt32BE(RECORD_BYTES, 16)
  header.writeUInt8(ours.length, 20)
  const parts = [cipher.update(text), cipher.update(Buffer.of(LAST_RECORD)), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([header, ours, ...parts])
}

function freshPair(): ECDH {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return pair
}

const derive = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
