import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config-error.ts'
import { openDataDir } from './data-dir.ts'
import { giveToFolderOwner } from './folder-owner.ts'

/** The server's secrets: keys derived from SECRET, and the sealing of widget keys at rest (AES-256-GCM). */
export interface Secrets {
  /** base64url, for better-auth's cookies */
  sessionSecret: string
  /** signs the tokens of guests who write */
  guestKey: Uint8Array
  /** signs what opens uploads and files */
  fileKey: Uint8Array
  /** makes the tokens of invite links */
  inviteKey: Uint8Array
  /** names this installation on a bus that others may use too; the same on all its nodes, and not secret */
  busSpace: string
  /** @param purpose the owner and the use of the text: it opens for this purpose only */
  seal(text: string, purpose: string): string
  /**
   * Text sealed by the first versions is bound to no purpose and opens for any.
   * @throws Error if the text was sealed for another purpose or with another SECRET, or was changed
   */
  open(sealed: string, purpose: string): string
  /** Every sealed text that is bound to its purpose begins with this. */
  boundMark: string
}

/** The dot is not a base64url character, and the first versions wrote only base64url. */
const BOUND = '2.'

export interface SecretPlace {
  /** SECRET */
  secret: string | undefined
  dataDir: string
}

export const secretPath = (dataDir: string): string => join(dataDir, 'secret')

/** For a database without sealed data. For any other, `openSecrets` also checks that the secret is the right one. */
export const loadSecrets = (place: SecretPlace): Secrets => secretsFrom(readSecret(place) ?? makeSecret(place.dataDir))

/** The given SECRET, or the one in DATA_DIR/secret; null: there is neither. @throws ConfigError */
export function readSecret({ secret, dataDir }: SecretPlace): string | null {
  if (secret !== undefined) return secret
  const path = secretPath(dataDir)
  if (!existsSync(path)) return null
  const kept = readFileSync(path, 'utf8').trim()
  if (kept.length < 32) throw new ConfigError(`${path} is too short: expected the secret of this installation`)
  return kept
}

export function secretsFrom(secret: string): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'imbachat', purpose, 32))
  const sealKey = derive('seal widget keys')
  return {
    sessionSecret: derive('cabinet sessions').toString('base64url'),
    guestKey: derive('guest tokens'),
    fileKey: derive('files'),
    inviteKey: derive('invite links'),
    busSpace: derive('bus space').toString('hex').slice(0, 16),
    boundMark: BOUND,
    seal(text, purpose) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return BOUND + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, purpose) {
      const bound = sealed.startsWith(BOUND)
      const bytes = Buffer.from(bound ? sealed.slice(BOUND.length) : sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12), { authTagLength: 16 })
      if (bound) decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/**
 * Makes DATA_DIR/secret (mode 600). Written to another file and linked into place, so that two first starts agree on
 * one secret and neither reads half of it.
 */
export function makeSecret(dataDir: string): string {
  openDataDir(dataDir)
  const path = secretPath(dataDir)
  const aside = `${path}.${crypto.randomUUID()}`
  const fd = openSync(aside, 'wx', 0o600)
  writeSync(fd, randomBytes(48).toString('base64url'))
  fsyncSync(fd)
  closeSync(fd)
  giveToFolderOwner(aside)
  try {
    linkSync(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
  return readSecret({ secret: undefined, dataDir }) ?? ''
}
