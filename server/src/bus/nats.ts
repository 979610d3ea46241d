import type { NatsConnection } from '@nats-io/transport-node'
import type { Bus, BusEvent, BusLink, NodeNews } from '../chat/bus.ts'
import type { Log } from '../chat/log.ts'
import { toOldEvent } from '../input/old-names.ts'
import { readBeat, readBusMessage, readNews } from './bus-event-schema.ts'
import { deliver } from './in-process.ts'
import { natsAddress } from './nats-address.ts'
import { createNumbering } from './numbering.ts'

export interface NatsBusOptions {
  /** one or more addresses, comma-separated: `nats://user:password@host:4222` */
  url: string
  /** the same for all nodes of one installation; other installations may use the same NATS */
  space: string
  log: Log
}

/** Milliseconds. */
const RECONNECT_AFTER = 250
const RECONNECT_JITTER = 250
/** Between two beats: a lost event is noticed after this time at the latest. */
const BEAT_EVERY = 500
/** A server that leaves two pings unanswered is gone. */
const PING_EVERY = 1_000
/** Milliseconds to wait until a subscription is confirmed. After that the node heals from the store anyway. */
const FOLLOW_PATIENCE = 1_000
/** A node that is busy for longer than this is not waited for. */
const ANSWER_PATIENCE = 2_000

/**
 * Core NATS between nodes: one subject per widget, to which the nodes with connections of that widget subscribe. The
 * bus starts without NATS too, and joins as soon as NATS is reachable.
 */
export function natsBus({ url, space, log }: NatsBusOptions): Bus {
  const node_id = crypto.randomUUID()
  const receivers = new Set<(event: BusEvent, from: string) => void>()
  const watchers = new Set<(link: BusLink) => void>()
  const followed = new Set<number>()
  const responders: ((question: string) => string | null)[] = []
  const lossWatchers = new Set<(widget_id: number) => void>()
  const newsReceivers = new Set<(news: NodeNews) => void>()
  const numbering = createNumbering()
  let nats: NatsConnection | undefined
  let link: BusLink = 'away'
  let closing = false

  const subject = (widget_id: number) => `imbachat.${space}.w.${widget_id}`
  const questions = (node: string) => `imbachat.${space}.n.${node}`
  const beatSubject = `imbachat.${space}.beat`
  const newsSubject = `imbachat.${space}.news`

  function setLink(next: BusLink): void {
    if (next === link || closing) return
    link = next
    log[next === 'joined' ? 'info' : 'warn'](next === 'joined' ? 'joined the other nodes' : 'NATS is unreachable')
    for (const changed of watchers) changed(next)
  }

  function lost(widget_id: number): void {
    for (const watcher of lossWatchers) watcher(widget_id)
  }

  function receive(widget_id: number, text: string): void {
    const read = readBusMessage(text)
    // Echo is off, but a cluster of NATS servers may still return a repeated message.
    if (read?.from === node_id) return
    if (!read?.event) log.warn('a message of another node has an unknown format', { bytes: text.length })
    if (!read) return
    const gap = numbering.received(read.from, widget_id, read.n)
    if (read.event) deliver(receivers, read.event, read.from, log)
    if (gap) lost(widget_id)
  }

  function receiveBeat(text: string): void {
    const beat = readBeat(text)
    if (beat === null || beat.from === node_id) return
    for (const widget_id of numbering.receivedBeat(beat.from, beat.counts, followed)) lost(widget_id)
  }

  function receiveNews(text: string): void {
    const frame = readNews(text)
    if (frame === null || frame.from === node_id) return
    for (const receiver of newsReceivers) receiver(frame.news)
  }

  function subscribe(to: NatsConnection, name: string, read: (text: string) => void): void {
    const callback = (error: Error | null, message: { string(): string }) => {
      if (error) log.warn('a NATS subscription failed', { error })
      else read(message.string())
    }
    to.subscribe(name, { callback })
  }

  /** '' for a question that this version does not know. */
  function answerTo(question: string): string {
    for (const respond of responders) {
      const answer = respond(question)
      if (answer !== null) return answer
    }
    return ''
  }

  function answerAt(connection: NatsConnection): void {
    connection.subscribe(questions(node_id), {
      callback(error, message) {
        if (error) log.warn('a NATS subscription failed', { error })
        else message.respond(answerTo(message.string()))
      },
    })
  }

  const subscribeTo = (to: NatsConnection, widget_id: number) =>
    subscribe(to, subject(widget_id), (text) => receive(widget_id, text))

  function send(name: string, message: unknown): void {
    if (!nats || link !== 'joined') return
    try {
      nats.publish(name, JSON.stringify(message))
    } catch (error) {
      log.warn('a message was not sent to the other nodes', { subject: name, error })
    }
  }

  const beating = setInterval(() => {
    if (link !== 'joined') return
    const counts = numbering.beat()
    if (counts.length > 0) send(beatSubject, { from: node_id, counts })
  }, BEAT_EVERY)

  async function join(): Promise<void> {
    const { connect } = await import('@nats-io/transport-node')
    const connection = await connect({
      ...natsAddress(url),
      name: `imbachat ${node_id}`,
      noEcho: true,
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_AFTER,
      reconnectJitter: RECONNECT_JITTER,
      pingInterval: PING_EVERY,
      maxPingOut: 2,
    })
    if (closing) return connection.close()
    nats = connection
    subscribe(connection, beatSubject, receiveBeat)
    subscribe(connection, newsSubject, receiveNews)
    for (const widget_id of followed) subscribeTo(connection, widget_id)
    answerAt(connection)
    watch(connection).catch((error: unknown) => log.error('watching NATS failed', { error }))
    await standing(connection)
  }

  /** Events arrive only once the subscriptions are confirmed. */
  async function standing(connection: NatsConnection): Promise<void> {
    await connection.flush()
    // The other nodes may have stayed connected: the next beat shows them that they missed events.
    numbering.recall()
    setLink('joined')
  }

  async function watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') setLink('away')
      if (status.type === 'reconnect') standing(connection).catch(() => undefined)
      if (status.type === 'error') log.warn('NATS reported an error', { error: status.error })
    }
  }

  async function joinInTheEnd(): Promise<void> {
    while (!closing) {
      try {
        return await join()
      } catch (error) {
        log.error('NATS refused this node', { error })
        await Bun.sleep(RECONNECT_AFTER * 4)
      }
    }
  }
  joinInTheEnd().catch((error: unknown) => log.error('joining NATS failed', { error }))

  return {
    node_id,
    publish(event) {
      deliver(receivers, event, node_id, log)
      // Counted also while it can't be sent, so that the other nodes notice the loss later.
      send(subject(event.widget_id), { from: node_id, n: numbering.next(event.widget_id), event: toOldEvent(event) })
    },
    subscribe(receiver) {
      receivers.add(receiver)
      return () => receivers.delete(receiver)
    },
    broadcast: (news) => send(newsSubject, { from: node_id, news }),
    onNews(receiver) {
      newsReceivers.add(receiver)
      return () => newsReceivers.delete(receiver)
    },
    async follow(widget_id) {
      if (followed.has(widget_id)) return
      followed.add(widget_id)
      if (nats) subscribeTo(nats, widget_id)
      if (!nats || link !== 'joined') return
      await Promise.race([nats.flush().catch(() => undefined), Bun.sleep(FOLLOW_PATIENCE)])
    },
    async ask(node, question) {
      if (!nats || link !== 'joined') throw new Error('NATS is unreachable')
      const answer = await nats.request(questions(node), question, { timeout: ANSWER_PATIENCE })
      return answer.string()
    },
    answer(respond) {
      responders.push(respond)
    },
    link: () => link,
    onLink(changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    onLoss(watcher) {
      lossWatchers.add(watcher)
      return () => lossWatchers.delete(watcher)
    },
    async close() {
      closing = true
      clearInterval(beating)
      if (nats && link === 'joined')
        await Promise.race([nats.flush().catch(() => undefined), Bun.sleep(FOLLOW_PATIENCE)])
      await nats?.close()
    },
  }
}
