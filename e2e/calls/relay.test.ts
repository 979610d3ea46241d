import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Person } from '../../demo/src/people.ts'
import { type Coturn, hasCoturn, startCoturn } from '../../server/src/stun/testing/coturn.ts'
import { launchBrowser, UNASKED } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, person, type Stage, sceneIn, type World } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'
import { acceptWithVideo, acquainted, button, CALLING, goesOn, hideAddress, says, seesVideo, talk } from './caller.ts'
import { knownOfOther, record } from './recorded.ts'

describe.if(hasCoturn())('calls through a real coturn', () => {
  let coturn: Coturn
  let world: World
  beforeAll(async () => {
    coturn = await startCoturn()
    world = await makeWorld({ TURN_URL: coturn.url, TURN_SECRET: coturn.secret, CALLS_MEDIA_PORT: '0' })
  })
  afterAll(async () => {
    await world?.end()
    await coturn?.stop()
  })

  const inWorld = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(async () => world, name, play)

  const bothHere = async (stage: Stage, people: [Person, Person]): Promise<[caller: Visitor, callee: Visitor]> => {
    const prepare = async ({ page }: Visitor) => void (await page.addInitScript(record))
    const [caller, callee] = people
    return Promise.all([stage.openAs(caller, { ...CALLING, prepare }), stage.openAs(callee, { ...CALLING, prepare })])
  }

  async function isRelayed(...visitors: Visitor[]): Promise<void> {
    const relay = `relay ${coturn.relayed}`
    for (const visitor of visitors) {
      // a packet may come before the address that it comes from
      const { sent } = await eventually(async () => {
        const known = await knownOfOther(visitor)
        expect(known.measured).toEqual([relay])
        return known
      })
      expect(sent).toEqual(['related 0.0.0.0', relay])
    }
  }

  inWorld(
    'CALL-10 with a hidden address two people talk through the relay, and nothing names their own',
    async (stage) => {
      const people = await acquainted(stage)
      await hideAddress(stage, people[1])
      const [caller, callee] = await bothHere(stage, people)
      await talk(caller, callee)
      await goesOn(caller)
      await goesOn(callee)
      await isRelayed(caller, callee)
      await button(caller, 'Hang up').click()
      await says(callee, 'Call ended')
    },
  )

  inWorld('CALL-10 people of whom only one wrote talk through the relay', async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const socket = await signIn(stage, stage.token(anna.id))
    const { room } = (await socket.request('dialog.open', { user_id: boris.id })) as { room: { room_id: number } }
    const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'May I call you?' }
    await socket.request('message.send', message)
    socket.close()
    const [caller, callee] = await bothHere(stage, [anna, boris])
    await talk(caller, callee)
    await isRelayed(caller, callee)
  })

  inWorld('a direct call names addresses, so the tests of the relay would see them', async (stage) => {
    const [caller, callee] = await bothHere(stage, await acquainted(stage))
    await talk(caller, callee)
    for (const visitor of [caller, callee]) {
      await eventually(async () => {
        const { sent, measured } = await knownOfOther(visitor)
        expect(sent.join()).toContain('host ')
        expect(measured.join()).toContain('host ')
      })
    }
  })

  // how soon: connect.speed.ts
  test('where UDP is dropped, a call is connected over turns', async () => {
    const dropped = await Bun.udpSocket({ hostname: '127.0.0.1' })
    const blocked = await makeWorld({
      TURN_URL: `turn:localhost:${dropped.port},${coturn.tlsUrl}`,
      TURN_SECRET: coturn.secret,
      CALLS_MEDIA_PORT: '0',
    })
    const browser = await launchBrowser({ args: [...UNASKED, '--ignore-certificate-errors'] }, 'whole')
    try {
      const stage = { ...blocked, person: (name: string) => person(blocked.demo, name) }
      const people = await acquainted(stage)
      await hideAddress(stage, people[1])
      const [caller, callee] = await Promise.all(
        people.map(async (who) => {
          const context = await browser.newContext({ reducedMotion: 'reduce' })
          const visitor = new Visitor(await context.newPage(), who)
          await visitor.page.goto(`${blocked.demo.url}/as/${who.slug}`)
          return visitor
        }),
      )
      if (!caller || !callee) throw new Error('nobody is there')
      await caller.openDialogWith(callee.person)
      await button(caller, 'Video call').click()
      await acceptWithVideo(callee)
      await Promise.all([seesVideo(caller), seesVideo(callee)])
    } finally {
      await browser.close()
      await blocked.end()
      dropped.close()
    }
  })
})
