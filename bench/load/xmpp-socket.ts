import type { RawSocket } from './raw-socket.ts'
import { stanzaReader } from './stanza-reader.ts'
import { connectTcp } from './tcp.ts'

/** The names that the bench's XMPP server uses. */
export const XMPP = { host: 'bench', rooms: 'rooms.bench' } as const

export interface XmppSocketOptions {
  port: number
  /** the room's address, before the @ */
  room: string
  nick: string
  /** A stanza after joining the room. The bytes are valid only until it returns. */
  onText(bytes: Buffer, start: number, end: number): void
  onClose(error?: Error): void
}

const OPENING =
  "<stream:stream xmlns='jabber:client' " +
  `xmlns:stream='http://etherx.jabber.org/streams' to='${XMPP.host}' ` +
  "version='1.0'>"
const ANONYMOUS = `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>`
const BIND = `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`
const ENTERED = "<status code='110'/>"

/**
 * An XMPP client on a bare TCP socket: signs in anonymously and joins the room. Resolves when the room confirms it.
 * @throws Error if the server closes the connection before that, or refuses a step
 */
export async function openXmppSocket({ port, room, nick, onText, onClose }: XmppSocketOptions): Promise<RawSocket> {
  const { promise: entered, resolve, reject } = Promise.withResolvers<void>()
  const enter = `<presence to='${room}@${XMPP.rooms}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
  /** the expected next text of the server, and the answer to it */
  const steps: [heard: string, answer: string][] = [
    ['<mechanism>ANONYMOUS</mechanism>', ANONYMOUS],
    ['<success', OPENING],
    ['<bind', BIND + enter],
  ]
  let isIn = false
  const reader = stanzaReader((bytes, start, end) => {
    if (isIn) return onText(bytes, start, end)
    const stanza = bytes.toString('utf8', start, end)
    if (/^<(failure|stream:error)|^<\w+ [^>]*type='error'/.test(stanza)) reject(new Error(`refused: ${stanza}`))
    const next = steps[0]
    if (next && stanza.includes(next[0])) {
      steps.shift()
      say(next[1])
    } else if (stanza.includes(ENTERED)) {
      isIn = true
      resolve()
    }
  })

  function closed(error?: Error): void {
    reject(error ?? new Error('closed before joining the room'))
    onClose(error)
  }

  const tcp = await connectTcp({ port, onData: reader.push, onClose: closed })
  const say = (text: string) => tcp.write(Buffer.from(text))
  say(OPENING)
  await entered
  return { send: say, received: tcp.received, end: tcp.end }
}
