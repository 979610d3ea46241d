import { getJwt } from '@imbachat/demo/token'
import { pairs, talk } from '../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { type SlowReader, slowReader } from '../slow-reader.ts'
import { Stage } from '../stage.ts'

/**
 * The longest that another client's message may wait for its ack while the server writes to clients that don't read.
 * Milliseconds.
 */
const UNTOUCHED_MS = 1_000
/** Waits that were too long are measured again: only what is always slow is the server's. */
const TRIES = 3

/** 30 KB on the wire. */
const LONG = '字'.repeat(10_000)

/**
 * Users who receive much and read nothing, beside users who talk.
 * @param readers connections that don't read
 * @param messages of 30 KB each that the server sends to them
 */
export async function slowReaders(readers: number, messages: number): Promise<Outcome> {
  // Long messages count for eight requests each: the writer is to send them faster than that allows.
  const stage = await Stage.set({ widgets: 1, env: { FRAMES_PER_SECOND: '0' } })
  const deaf: SlowReader[] = []
  const heard: Awaited<ReturnType<SlowReader['readRest']>>[] = []
  try {
    const [widget] = stage.widgets
    if (!widget) throw new Error('there is no widget')
    const speakers = await pairs(stage, 3)
    const writer = stage.client('writer')
    await writer.start()
    const room = await writer.openDialog('deaf')
    const token = getJwt('deaf', widget.secretKey, 3_600)
    let slowest = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < TRIES && slowest > UNTOUCHED_MS; tries++) {
      const these: SlowReader[] = []
      for (let n = 0; n < readers; n++) these.push(await slowReader(stage.server.port, widget.id, token))
      deaf.push(...these)
      const talking = talk(speakers, 10)
      for (let n = 0; n < messages; n++) await writer.send(room, LONG)
      await talking.stop()
      slowest = quantile(talking.latencies, 0.99)
      heard.push(...(await Promise.all(these.map((reader) => reader.readRest()))))
    }
    const verdict = await stage.verdict()
    const alive = heard.filter(({ wasCut }) => !wasCut).length
    if (alive > 0)
      verdict.broken.push(`CONN-3: ${alive} of ${heard.length} clients that don't read were not disconnected`)
    if (slowest > UNTOUCHED_MS) verdict.broken.push(`CONN-3: others waited ${ms(slowest)} for their acks`)
    const most = Math.max(...heard.map(({ bytes }) => bytes))
    const figures =
      `${heard.length - alive} of ${heard.length} disconnected, at most ${(most / 2 ** 20).toFixed(1)} of ` +
      `${((messages * 30_000) / 2 ** 20).toFixed(1)} MiB had waited for one; acks of others p99 ${ms(slowest)}`
    return { figures, verdict }
  } finally {
    for (const reader of deaf) reader.close()
    await stage.close()
  }
}

export const scenario: Scenario = { name: "50 readers that don't read", play: () => slowReaders(50, 400) }
