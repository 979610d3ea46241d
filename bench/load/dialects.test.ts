import { expect, test } from 'bun:test'
import { DIALECTS, type Meaning } from './dialects.ts'

test('a message of an XMPP room is a delivery, a refusal, or does not count', () => {
  const head = "<message xml:lang='en' to='1@bench/2' from='r1@rooms.bench/u1'"
  const said: [string, Meaning][] = [
    [`${head} type='groupchat' id='7'><stanza-id id='9'/><body>hello</body></message>`, 'delivery'],
    [`${head} type='error' id='7'><body>hello</body><error type='wait'/></message>`, 'refusal'],
    [`${head} type='groupchat'><subject/></message>`, 'other'],
    ["<presence from='r1@rooms.bench/u2'/>", 'other'],
    ["<iq type='result' id='bind'/>", 'other'],
  ]
  const before = Buffer.from('<body>of another</body>')
  for (const [stanza, meaning] of said) {
    const bytes = Buffer.concat([before, Buffer.from(stanza), before])
    const end = bytes.length - before.length
    expect({ stanza, meaning: DIALECTS.xmpp.meaning(bytes, before.length, end) }).toEqual({ stanza, meaning })
  }
})
