import { randomInt } from 'node:crypto'
import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'
const ALPHANUMERIC = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`

/** Letters and digits only: a key is selected by a double click and needs no escaping in any language. */
const LENGTHS: Record<KeyKind, number> = {
  // 381 bits; HS256 wants 256 or more
  secret_key: 64,
  api_password: 40,
}

export const freshKey = (kind: KeyKind): string => random(ALPHANUMERIC, LENGTHS[kind])

/** Lower case, since sites compare `strtolower(login)` with it. 103 random bits make it unique. */
export const freshApiLogin = (): string => `imba_${random(LOWER, 20)}`

const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
