import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as the server received it. */
export interface ReceivedMail {
  from: string
  to: string[]
  /** whole, as it came: headers and body */
  raw: string
  /** of the plain part, decoded */
  text: string
  /** when it was taken, milliseconds; and whether the connection was cut before the sender learned it */
  at: number
  lost: boolean
}

export interface TestSmtp {
  port: number
  mails: ReceivedMail[]
  /** Resolves with the mail when as many have come. */
  nth(count: number): Promise<ReceivedMail>
  /** The next mails are refused with these words; null: taken. */
  refuse(words: string | null): void
  /** What the server does with the next mails; null: takes them. */
  fail(how: Failure | null): void
  stop(): Promise<void>
}

/**
 * `lose`: takes the mail, and the connection is cut before the answer. `hang`: never answers it. Else a refusal of the
 * recipient or of the content.
 */
export type Failure = 'lose' | 'hang' | { at: 'rcpt' | 'data'; code: number; words: string }

export const SMTP_USER = { user: 'chat', password: 'p@ss word' }

/**
 * A real SMTP server. `starttls`: offers it, and takes no mail without; `implicit`: encrypted from the start; `none`:
 * in the clear.
 */
export async function startSmtp(tls: 'none' | 'starttls' | 'implicit' = 'none'): Promise<TestSmtp> {
  const mails: ReceivedMail[] = []
  const waiting: { count: number; resolve: (mail: ReceivedMail) => void }[] = []
  let failure: Failure | null = null
  const server = new SMTPServer({
    secure: tls === 'implicit',
    key: SMTP_KEY,
    cert: SMTP_CERTIFICATE,
    authOptional: tls === 'none',
    disabledCommands: tls === 'none' ? ['STARTTLS', 'AUTH'] : [],
    logger: false,
    onAuth({ username, password }, _, callback) {
      const isKnown = username === SMTP_USER.user && password === SMTP_USER.password
      callback(isKnown ? null : new Error('wrong user or password'), { user: username ?? '' })
    },
    onRcptTo(_address, _session, callback) {
      if (failure === null || typeof failure === 'string' || failure.at !== 'rcpt') return callback()
      callback(Object.assign(new Error(failure.words), { responseCode: failure.code }))
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        if (failure === 'hang') return
        if (typeof failure === 'object' && failure !== null) {
          return callback(Object.assign(new Error(failure.words), { responseCode: failure.code }))
        }
        const raw = Buffer.concat(parts).toString()
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo.map(({ address }) => address)
        const from = mailFrom === false ? '' : mailFrom.address
        const mail = { from, to, raw, text: plainPart(raw), at: Date.now(), lost: failure === 'lose' }
        mails.push(mail)
        if (failure === 'lose') cut()
        else callback()
        for (const { count, resolve } of waiting) if (count === mails.length) resolve(mail)
      })
    },
  })
  /** Ends all connections without a word. */
  const cut = () => {
    for (const connection of server.connections) (connection as unknown as { _socket: Socket })._socket.destroy()
  }
  server.on('error', () => {
    // a client that does not trust the certificate breaks off
  })
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    port,
    mails,
    nth(count) {
      const known = mails[count - 1]
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ count, resolve }))
    },
    refuse(words) {
      failure = words === null ? null : { at: 'data', code: 451, words }
    },
    fail(how) {
      failure = how
    },
    stop() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      cut()
      return closed
    },
  }
}

/** The first part, of quoted-printable, base64 or plain text. */
function plainPart(raw: string): string {
  const part = /content-type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i.exec(raw)?.[1] ?? ''
  const head = /content-type: text\/plain[\s\S]*?\r\n\r\n/i.exec(raw)?.[0] ?? ''
  if (/base64/i.test(head)) return Buffer.from(part, 'base64').toString()
  if (!/quoted-printable/i.test(head)) return part
  const bytes = part
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** A key and its self-signed certificate for 127.0.0.1, for tests only. Valid for a hundred years. */
const SMTP_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYOigTzFvyLeecmwv
8C2nFTXfFoyzz5cejh2W4sB4p+uhRANCAAR3bkzUMVb9Cd3YPuJ/VEPbum/QvgBN
hukD9E+o132gE60Wkj0sToM7v0PZIBU8j7W3H8HwqszivVTAv4MkJvre
-----END PRIVATE KEY-----`

export const SMTP_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUChqFfxEDL7PqZU+2wf6dVux+oyIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyODAwMTIxN1oYDzIxMjYxMTA0
MDAxMjE3WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR3bkzUMVb9Cd3YPuJ/VEPbum/QvgBNhukD9E+o132gE60Wkj0sToM7
v0PZIBU8j7W3H8HwqszivVTAv4MkJvreo28wbTAdBgNVHQ4EFgQUBXNxco2ouGg6
R0r29enwhj69GwYwHwYDVR0jBBgwFoAUBXNxco2ouGg6R0r29enwhj69GwYwGgYD
VR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSAAwRQIhANkp7eYftVzB897T3UYqFheNwtjsulYzYvAE8OXabaWrAiA7
HDWz/DA2go7k3HFZM1fzZoe1gg8lcyNujIdHjL0j3w==
-----END CERTIFICATE-----`
