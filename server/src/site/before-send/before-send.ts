import { createHash } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import {
  BEFORE_SEND_REASON_MAX,
  type BeforeSendQuestion,
  type BeforeSendReport,
} from '@imbachat/protocol/http/widget/before-send'
import type { AskedMessage, BeforeSend, Verdict } from '../../chat/before-send/ports.ts'
import type { Clock } from '../../chat/clock.ts'
import { expiringMap } from '../../chat/expiring-map.ts'
import type { Log } from '../../chat/log.ts'
import type { Widget } from '../../chat/widget.ts'
import { type BreakerLimits, breaker } from '../../egress/breaker.ts'
import type { Egress } from '../../egress/egress.ts'
import { type SiteProblem, siteProblemParams, siteProblemSentence } from '../check/site-problem.ts'
import { cleanLine } from '../clean-text.ts'
import { callBeforeSend } from './call-before-send.ts'
import { createNodeOutcomes, type NodeOutcomes } from './node-outcomes.ts'

export const BEFORE_SEND = {
  breaker: { failures: 5, openMs: 15_000, targets: 10_000 } satisfies BreakerLimits,
  /** milliseconds for which an answer is remembered, for a message that is sent again because its ack was lost */
  rememberedMs: 60_000,
  remembered: 1_000,
  /** milliseconds for which an address counts as the widget's after a call */
  targetMs: 60_000,
  /** milliseconds between the first and the last of a row of failures, from which on a program counts as dead */
  deadMs: 300_000,
  /** milliseconds after which a message that waits for its check is sent again, if no other time is given */
  retryMs: 2_000,
}

/** Asks the sites' programs about messages, and shows owners the results. */
export interface BeforeSendClient extends BeforeSend {
  /** Asks about a made-up message, also while calls are paused. */
  test(widget: Widget, url: string, text: string): Promise<BeforeSendReport>
  /** on this node */
  outcomes(widget_id: number): NodeOutcomes
  /** widgets whose program has failed for minutes, as this node sees it */
  failing(): { widget_id: number; since: number; message: string }[]
}

export interface BeforeSendDeps {
  egress: Egress
  clock: Clock
  log: Log
  /** milliseconds for a decision */
  timeoutMs: number
  /** a site accepted this API password */
  accepted?: (widget_id: number, password: string) => void
}

export function createBeforeSend({ egress, clock, log, timeoutMs, accepted }: BeforeSendDeps): BeforeSendClient {
  const health = breaker(clock, BEFORE_SEND.breaker)
  const counted = createNodeOutcomes(clock)
  /** by widget; a new address begins without failures */
  const targets = expiringMap<string>(clock, BEFORE_SEND.breaker.targets)
  const underWay = new Map<string, Promise<Verdict>>()
  const remembered = expiringMap<Verdict>(clock, BEFORE_SEND.remembered)

  async function decide(widget: Widget, url: string, asked: AskedMessage): Promise<Verdict> {
    const { id: widget_id } = widget
    const target = `${widget_id} ${url}`
    targets.set(String(widget_id), target, BEFORE_SEND.targetMs)
    const pausedMs = health.ask(target)
    if (pausedMs > 0) {
      const { host } = new URL(url)
      return failed({ widget_id, url }, null, { code: 'breaker_open', host }, pausedMs)
    }
    const question = { ...asked.question, type: 'message.before_send' as const, timestamp: isoNow() }
    const call = await callBeforeSend({ egress, widget, url, question, timeoutMs, accepted })
    const { tookMs } = call
    const read = call.kind === 'failed' ? call : verdictOf(call.answer, asked)
    if (read.kind === 'failed') {
      // too many messages at once are not a fault of the site
      if (read.problem.code === 'busy') health.undecided(target)
      else health.failed(target)
      return failed({ widget_id, url }, tookMs, read.problem, health.openFor(target) || BEFORE_SEND.retryMs)
    }
    health.succeeded(target)
    if (counted.note({ widget_id, url }, read.verdict.action, tookMs)) {
      log.info('a site answers about messages again', { widget_id })
    }
    return read.verdict
  }

  function failed(
    asked: { widget_id: number; url: string },
    tookMs: number | null,
    problem: SiteProblem,
    retryAfterMs: number,
  ): Verdict {
    const first = counted.note(asked, 'failed', tookMs, problem)
    if (first) log.warn('a site does not answer about messages', { widget_id: asked.widget_id, problem: problem.code })
    return { action: 'failed', retryAfterMs }
  }

  const isoNow = () => new Date(clock.now()).toISOString()

  return {
    async ask(widget, asked) {
      const url = widget.settings.before_send_url
      if (url === null) return { action: 'accept' }
      const key = keyOf(widget.id, url, asked)
      const known = remembered.get(key) ?? underWay.get(key)
      if (known) return known
      const verdict = decide(widget, url, asked).catch((error: unknown): Verdict => {
        log.error('asking a site about a message failed unexpectedly', { widget_id: widget.id, error })
        return { action: 'failed', retryAfterMs: BEFORE_SEND.retryMs }
      })
      underWay.set(key, verdict)
      const answer = await verdict
      underWay.delete(key)
      // A failure decides nothing where messages wait; where they pass, the next try must not be refused.
      if (answer.action !== 'failed') remembered.set(key, answer, BEFORE_SEND.rememberedMs)
      else if (widget.settings.before_send_failure === 'open') {
        remembered.set(key, { action: 'accept' }, BEFORE_SEND.rememberedMs)
      }
      return answer
    },
    async test(widget, url, text) {
      const question = { ...madeUp(text), timestamp: isoNow() }
      const call = await callBeforeSend({ egress, widget, url, question, timeoutMs })
      const { seen } = call
      const about = {
        status: seen?.status ?? null,
        elapsed_ms: seen === null ? null : Math.round(call.tookMs),
        body_start: seen?.body_start || null,
      }
      if (call.kind === 'answered') {
        const message = `The site answered: ${call.answer.action}.`
        return { ok: true, problem: null, message, params: {}, ...about, answer: call.answer }
      }
      const { problem } = call
      const problemText = { message: siteProblemSentence(problem), params: siteProblemParams(problem) }
      return { ok: false, problem: problem.code, ...problemText, ...about, answer: null }
    },
    failing: () => counted.failing(BEFORE_SEND.breaker.failures, BEFORE_SEND.deadMs),
    outcomes(widget_id) {
      const pausedMs = health.openFor(targets.get(String(widget_id)) ?? '')
      return { ...counted.of(widget_id), paused_until: pausedMs > 0 ? clock.now() + pausedMs : null }
    },
  }
}

/** The same message with the same words, files and card, asked of the same program. */
function keyOf(widget_id: number, url: string, { question: { id, author, room, message } }: AskedMessage): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([url, message]))
    .digest('base64url')
  return `${widget_id}/${room.room_id}/${author.user_id}/${id}/${digest}`
}

type Read =
  | { kind: 'verdict'; verdict: Exclude<Verdict, { action: 'failed' }> }
  | { kind: 'failed'; problem: SiteProblem }
type Answer = Extract<Awaited<ReturnType<typeof callBeforeSend>>, { kind: 'answered' }>['answer']

function verdictOf(answer: Answer, { changed }: AskedMessage): Read {
  switch (answer.action) {
    case 'accept':
      return { kind: 'verdict', verdict: answer }
    case 'change':
      try {
        return { kind: 'verdict', verdict: { action: 'change', message: changed(answer.text, answer.entities) } }
      } catch (error) {
        if (!(error instanceof ChatError)) throw error
        return { kind: 'failed', problem: { code: 'no_decision', why: error.message } }
      }
    case 'refuse':
      return { kind: 'verdict', verdict: { action: 'refuse', reason: reasonOf(answer.reason) || null } }
    case 'hold':
      return { kind: 'verdict', verdict: { action: 'hold', reason: reasonOf(answer.reason) } }
  }
}

const reasonOf = (given: string | null | undefined): string => cleanLine(given ?? '', BEFORE_SEND_REASON_MAX)

/** A sample message without a real author. */
const madeUp = (text: string): Omit<BeforeSendQuestion, 'timestamp'> => ({
  type: 'message.before_send',
  id: crypto.randomUUID(),
  test: true,
  kind: 'new',
  source: 'chat',
  room: { room_id: 0, type: 'dialog', pipe: null, title: null, peer_id: 'test-2', context: null },
  author: { user_id: 'test-1', name: 'Test', role: 'user', guest: false },
  message: { seq: null, text, entities: [], reply_to: null, attachments: [], forward: null, card: null },
})
