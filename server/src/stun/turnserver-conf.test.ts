import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { eventually } from '../../../sdk/src/testing/until.ts'
import { createIceSource } from '../chat/calls/ice.ts'
import { systemClock } from '../chat/clock.ts'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { type Coturn, hasCoturn, startCoturn } from './testing/coturn.ts'
import { openTurnClient, readTurnUrl, type TurnClient, TurnRefusal } from './turn-client.ts'

const QUOTA = 40

describe.if(hasCoturn())('coturn with deploy/turnserver.conf', () => {
  let coturn: Coturn
  beforeAll(async () => {
    coturn = await startCoturn()
  })
  afterAll(() => coturn?.stop())

  const clients: TurnClient[] = []
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
  })
  async function opened(): Promise<TurnClient> {
    const client = await openTurnClient(readTurnUrl(coturn.url))
    clients.push(client)
    return client
  }
  function credentials(user_id = 'ann', clock = systemClock) {
    const source = createIceSource({ stunUrl: null, turn: { urls: [coturn.url], secret: coturn.secret } }, clock)
    const [server] = source.serversFor({ call_id: 'e2b3', relay: true }, user_id).servers
    return { username: server?.username ?? '', credential: server?.credential ?? '' }
  }
  /** @returns the code of the refusal; null: it is done */
  const refusal = (done: Promise<unknown>): Promise<number | null> =>
    done.then(
      () => null,
      (error: unknown) => {
        if (error instanceof TurnRefusal) return error.code
        throw error
      },
    )

  test('CALL-23 the relay passes nothing on into private networks, and all else', async () => {
    const allocation = await (await opened()).allocate(credentials())
    const asked: [address: string, code: number | null][] = [
      ['0.0.0.1', 403],
      ['10.0.0.1', 403],
      ['10.255.255.255', 403],
      ['100.64.0.1', 403],
      ['127.0.0.2', 403],
      ['169.254.169.254', 403],
      ['172.16.0.1', 403],
      ['172.31.255.255', 403],
      ['192.0.0.1', 403],
      ['192.168.1.1', 403],
      ['198.18.0.1', 403],
      ['224.0.0.1', 403],
      ['255.255.255.255', 403],
      ['9.255.255.255', null],
      ['11.0.0.1', null],
      ['172.32.0.1', null],
      ['198.51.100.7', null],
      // the relay itself: two users who hide their address meet there
      [coturn.relayed, null],
    ]
    const codes = []
    for (const [address] of asked) codes.push([address, await refusal(allocation.permit({ address, port: 9 }))])
    expect(codes).toEqual(asked)
  })

  test('CALL-23 a packet of one party arrives at the other one, from the address of the relay', async () => {
    const ann = await (await opened()).allocate(credentials('ann'))
    const bob = await (await opened()).allocate(credentials('bob'))
    await ann.permit(bob.relayed)
    await bob.permit(ann.relayed)
    ann.send(bob.relayed, Buffer.from('a packet of media'))
    expect(await bob.receive()).toEqual({ peer: ann.relayed, data: Buffer.from('a packet of media') })
    expect(ann.relayed.address).toBe(coturn.relayed)
  })

  test('CALL-23 a user has so many places in a call and no more, whatever credentials they got', async () => {
    const clock = manualClock(Date.now())
    const codes = []
    for (let n = 0; n < QUOTA + 2; n++) {
      // as from another renewal
      clock.elapse(1_000)
      codes.push(await refusal((await opened()).allocate(credentials('eve', clock))))
    }
    expect(codes.filter((code) => code === null)).toHaveLength(QUOTA)
    expect(new Set(codes.slice(QUOTA))).toEqual(new Set([486]))
    expect(await refusal((await opened()).allocate(credentials('dan')))).toBeNull()
  })

  test('CALL-17 a credential of ten minutes opens nothing afterwards, and what is open goes on', async () => {
    const lapsing = credentials('cat', manualClock(Date.now() - 592_000))
    const allocation = await (await opened()).allocate(lapsing)
    await eventually(async () => expect(await refusal((await opened()).allocate(lapsing))).toBe(401))
    expect(await refusal(allocation.refresh(600))).toBeNull()
    expect(await refusal(allocation.permit({ address: coturn.relayed, port: 9 }))).toBeNull()
  })

  test('coturn understands each line of the configuration', () => {
    expect(
      coturn
        .log()
        .split('\n')
        .filter((line) => /bad config|unknown|CONFIG ERROR/i.test(line)),
    ).toEqual([])
  })
})
