import { getJwt } from '@imbachat/demo/token'
import { type Failure, type ReceivedMail, startSmtp } from '@imbachat/server/mail/testing/smtp'
import { localService } from '@imbachat/server/notifications/push/testing/local-service'
import { until } from '../../../sdk/src/testing/until.ts'
import type { LoadClient } from '../../load/load-client.ts'
import { NODES, noCluster, withCluster } from '../cluster.ts'
import type { Outcome, Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

const MINUTE = 60_000
const TOKEN_SECONDS = 3 * 3_600
/** Each round the services fail in another way, and clocks jump. Milliseconds. */
const ROUND_MS = 2_000
/** A clock may be so far from the others'. */
const APART_MS = 2 * MINUTE
/** A node that is killed has another's lease within a minute; SMTP gives up a step after 15 s. */
const TOLD_MS = 100_000

/** Failures of a mail server that are not final; `null`: it takes mail */
const MAIL_FAILURES: readonly (Failure | null)[] = [
  null,
  'lose',
  { at: 'rcpt', code: 450, words: '4.2.0 try again' },
  'hang',
  { at: 'data', code: 451, words: '4.3.0 try again' },
  { at: 'rcpt', code: 550, words: '5.7.1 not allowed now' },
  null,
]

/** Failures of a push service that do not mean that the browser is gone. */
const PUSH_FAILURES: readonly (() => Response | Promise<Response>)[] = [
  () => new Response(null, { status: 201 }),
  () => new Response(null, { status: 429, headers: { 'retry-after': '1' } }),
  () => new Promise<Response>(() => {}),
  () => new Response(null, { status: 503 }),
  () => new Response(null, { status: 500 }),
]

export interface NotificationSizes {
  pairs: number
  rounds: number
  kills: number
}

export const scenario: Scenario = {
  name: 'notifications: nodes killed, clocks that jump, mail and push services that fail',
  impossible: noCluster,
  deadlineMs: 6 * MINUTE,
  play: () => notifications({ pairs: 12, rounds: 14, kills: 7 }),
}

/**
 * On three nodes, people write to users who are not looking. Mail server and push service fail in turns, nodes are
 * killed, and clocks jump. At the end all works: each user has been notified of the newest message by mail and by push.
 */
export async function notifications({ pairs, rounds, kills }: NotificationSizes): Promise<Outcome> {
  const smtp = await startSmtp()
  const service = localService()
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const ids = new URL(request.url).searchParams.get('user_ids')?.split(',') ?? []
      return Response.json(ids.map((id) => ({ user_id: id, name: id, user_mail: `${id}@shop.example` })))
    },
  })
  const options = {
    widgets: 1,
    usersInfoUrl: `http://127.0.0.1:${site.port}/users`,
    settings: {
      ...{ mail: true, mail_minutes: 1, mail_every_minutes: 0, mail_per_day: 100, mail_per_room: 50 },
      push_content: 'text' as const,
    },
    env: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: 'Shop <chat@shop.example>',
      PUSH_DELAY_MS: '500',
      PUSH_TIMEOUT_MS: '1000',
    },
  }
  try {
    return await withCluster(({ stage }) => play(stage), options)
  } finally {
    service.stop()
    await site.stop(true)
    await smtp.stop()
  }

  async function play(stage: Stage): Promise<Outcome> {
    const { id: widgetId, secretKey } = stage.widgets[0] ?? { id: 0, secretKey: '' }
    const readers = Array.from({ length: pairs }, (_, n) => ({ user: `bob${n}`, browser: service.browser(`bob${n}`) }))
    const browsers = readers.map(({ user, browser: { given } }) => {
      const { subscription, ...more } = given
      return { user, given: { ...more, ...subscription, page: null } }
    })
    await stage.server.subscribe({ widgetId, browsers })
    const token = (user: string) => () => getJwt(user, secretKey, TOKEN_SECONDS)
    const speakers: { client: LoadClient; room: number; user: string; said: number }[] = []
    for (const [n, { user }] of readers.entries()) {
      const client = stage.client(`ann${n}`, { token: token(`ann${n}`) })
      await client.start()
      speakers.push({ client, room: await client.openDialog(user), user, said: 0 })
    }
    const say = (speaker: (typeof speakers)[number]) => {
      speaker.said += 1
      return speaker.client.send(speaker.room, wordsOf(speaker.user, speaker.said))
    }

    let ahead = 0
    const killedAt: number[] = []
    for (let round = 0; round < rounds; round++) {
      const failure = MAIL_FAILURES[round % MAIL_FAILURES.length] ?? null
      smtp.fail(failure)
      service.answers(PUSH_FAILURES[round % PUSH_FAILURES.length] ?? (() => new Response(null, { status: 201 })))
      await Promise.all(speakers.map(say))
      // what waits for its time or for another try is due, a node's clock is ahead of the others', or back with them
      ahead += 2 * MINUTE
      stage.setClock(ahead)
      stage.nodes[round % NODES]?.send({ t: 'clock', ahead: ahead + (round % 2 === 0 ? APART_MS : -APART_MS) })
      await Bun.sleep(Math.random() * ROUND_MS)
      if (round % Math.ceil(rounds / kills) === 0) {
        const node = Math.floor(Math.random() * NODES)
        await stage.nodes[node]?.kill('SIGKILL')
        killedAt.push(Date.now())
        await stage.restart(node)
      }
      await Bun.sleep(ROUND_MS)
    }
    smtp.fail(null)
    service.answers(() => new Response(null, { status: 201 }))
    await Promise.all(speakers.map(say))
    const missing = () =>
      speakers.flatMap(({ user, said }) => {
        const words = wordsOf(user, said)
        const browser = readers.find((reader) => reader.user === user)?.browser
        const isPushed = browser?.got().some(({ payload }) => JSON.stringify(payload).includes(words))
        const isMailed = smtp.mails.some(({ text }) => text.includes(words))
        return [...(isPushed ? [] : [`${user} by push`]), ...(isMailed ? [] : [`${user} by mail`])]
      })
    // the next tries
    for (let step = 0; step < 6; step++) {
      ahead += 10 * MINUTE
      stage.setClock(ahead)
      await Bun.sleep(ROUND_MS)
    }
    const told = await until(() => missing().length === 0, 'all are told', TOLD_MS).catch(() => false)
    const verdict = await stage.verdict()
    if (!told) verdict.broken.push(`NOTIFY-8: not told of their newest message: ${missing().join(', ')}`)
    const twice = mailedTwice(smtp.mails)
    verdict.broken.push(...twice.flatMap((pair) => faultsOf(pair, killedAt)))
    const pushes = readers.reduce((sum, { browser }) => sum + browser.got().length, 0)
    return {
      figures:
        `${speakers.reduce((sum, { said }) => sum + said, 0)} messages, ${smtp.mails.length} mails and ${pushes} pushes ` +
        `taken, ${smtp.mails.filter(({ lost }) => lost).length} answers about mails lost, ${killedAt.length} kills, ` +
        `${twice.length} mails twice`,
      verdict,
    }
  }
}

/** A text that no other message contains. */
const wordsOf = (user: string, said: number) => `${user} reads ${said}.`

type Pair = [first: ReceivedMail, second: ReceivedMail]

const idOf = ({ raw }: ReceivedMail) => /^message-id: (.*)$/im.exec(raw)?.[1]

/** Pairs of mails that are one, or about the same message: a mail shows the newest few. */
function mailedTwice(mails: readonly ReceivedMail[]): Pair[] {
  const about = (mail: ReceivedMail) => new Set(mail.text.match(/bob\d+ reads \d+\./g) ?? [])
  return mails.flatMap((second, index) => {
    const words = about(second)
    const first = mails
      .slice(0, index)
      .findLast((one) => idOf(one) === idOf(second) || !words.isDisjointFrom(about(one)))
    return first === undefined ? [] : [[first, second] as Pair]
  })
}

/** From the mail server's answer until the node has noted it, on a busy machine. Milliseconds. */
const NOTED_MS = 3_000

function faultsOf([first, second]: Pair, killedAt: readonly number[]): string[] {
  const isKilled = killedAt.some((at) => at >= first.at && at < first.at + NOTED_MS)
  const to = first.to.join()
  return [
    ...(idOf(first) === idOf(second) ? [] : [`MAIL-9: ${to} got a message twice, in mails with different ids`]),
    ...(first.lost || isKilled ? [] : [`NOTIFY-8: ${to} got a mail twice, although its answer had arrived`]),
  ]
}
