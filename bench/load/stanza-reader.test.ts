import { expect, test } from 'bun:test'
import { stanzaReader } from './stanza-reader.ts'

const OPENING = "<stream:stream id='1' xmlns='jabber:client'>"
const SAID = [
  OPENING,
  '<stream:features><mechanisms><mechanism>ANONYMOUS</mechanism></mechanisms></stream:features>',
  "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
  OPENING,
  "<presence from='r1@rooms/u1'><x><item role='moderator'/><status code='110'/></x></presence>",
  "<message from='r1@rooms/u1' id='7'><stanza-id id='9'/><body>ж &lt;b&gt; &apos;/&apos;</body></message>",
  "<message from='r1@rooms'><subject/></message>",
  '<r/>',
]

test('stanzas are read completely, however the bytes are split', () => {
  const bytes = Buffer.from(`<?xml version='1.0'?>${SAID.join('')}`)
  for (const size of [1, 2, 7, 100, bytes.length]) {
    const got: string[] = []
    const reader = stanzaReader((buffer, start, end) => got.push(buffer.toString('utf8', start, end)))
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
    expect(got).toEqual(SAID)
  }
})
