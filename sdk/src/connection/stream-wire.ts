import type { ErrorBody } from '@imbachat/protocol'
import { CLOSE_CODES } from '@imbachat/protocol/errors/session-errors'
import { isolated } from '../observable.ts'
import type { OpenWire, Wire } from './wire.ts'

/** Milliseconds. */
const POST_TIMEOUT = 10_000
const RETRY_AFTER = 300
const BETWEEN_POLLS = 1_000
const POST_TRIES = 5
/**
 * UTF-16 units after which no more frames go into a POST. With one more frame of 64 KiB it is still far below the
 * server's limit of 256 KiB.
 */
const POST_CHARS = 32_768

/**
 * For networks that block WebSockets: a streamed answer carries frames to the client, POSTs carry them to the server,
 * one at a time. See docs/protocol.md.
 */
export const openStreamWire: OpenWire = (...given) => openHttpWire(false, ...given)
/** For networks that also hold answers back until they are complete: the client polls for frames. */
export const openPollWire: OpenWire = (...given) => openHttpWire(true, ...given)

function openHttpWire(polls: boolean, ...[url, clock, { opened, received, closed }]: Parameters<OpenWire>): Wire {
  const gone = new AbortController()
  const { signal } = gone
  /** the stream's name on the server; a secret */
  let name = ''
  let posts = 0
  const waiting: string[] = []
  let posting = false

  function end(error: ErrorBody | null) {
    if (signal.aborted) return
    gone.abort()
    closed(error)
  }

  /** @returns why the stream ended */
  async function listen(): Promise<ErrorBody | null> {
    const answer = await fetch(`${url}/stream`, { method: 'POST', signal })
    if (!answer.ok) return refusal(await answer.json())
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (let rest = ''; ; ) {
      const part = await reader?.read()
      if (!part || part.done) return null
      const lines = (rest + part.value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (!signal.aborted) receive(line)
    }
  }

  /** @returns why polling ended */
  async function poll(): Promise<ErrorBody | null> {
    for (let number = 0, failures = 0; !signal.aborted; ) {
      const body = number === 0 ? null : `${name} ${number}`
      const answer = await fetch(`${url}/poll`, { method: 'POST', body, signal }).catch(() => null)
      const text = answer?.ok ? await answer.text().catch(() => null) : null
      if (text !== null) {
        number++
        failures = 0
        for (const line of text.split('\n')) if (!signal.aborted) receive(line)
        // another node than the stream's answers at once, even with nothing
        if (text === '') await pause(BETWEEN_POLLS)
      } else if (number === 0) return answer && refusal(await answer.json())
      else if ((answer && answer.status < 500) || ++failures === POST_TRIES) return null
      else await pause(RETRY_AFTER)
    }
    return null
  }

  const pause = (ms: number) => new Promise<void>((goOn) => clock.after(ms, goOn))

  function receive(line: string) {
    const data = line.startsWith('data: ') && line.slice(6)
    if (data && name) isolated(() => received(data))
    else if (data) {
      name = JSON.parse(data).stream
      opened()
    } else if (line === ':') {
      received(null)
      send('')
    }
  }

  /** @param frame '' is only a keep-alive */
  function send(frame: string) {
    waiting.push(frame)
    if (posting) return
    posting = true
    // frames sent in one turn of the event loop go into one POST
    Promise.resolve()
      .then(postAll)
      .catch(() => end(null))
  }

  async function postAll() {
    while (waiting.length > 0) {
      let count = 0
      for (let chars = 0; count < waiting.length && chars < POST_CHARS; count++) chars += waiting[count]?.length ?? 0
      await post([`${name} ${++posts}`, ...waiting.splice(0, count).filter(Boolean)].join('\n'))
    }
    posting = false
  }

  /** Repeats are harmless: the server knows POSTs by their number. @throws if repeating is useless */
  async function post(body: string) {
    for (let tries = 1; ; tries++) {
      if (signal.aborted) throw signal.reason
      const late = new AbortController()
      const cancel = clock.after(POST_TIMEOUT, () => late.abort())
      const status = await fetch(`${url}/frames`, { method: 'POST', body, signal: late.signal }).then(
        (answer) => answer.status,
        () => 0,
      )
      cancel()
      if (status === 204) return
      if (late.signal.aborted || (status > 0 && status < 500) || tries === POST_TRIES)
        throw new Error(`POST: ${status}`)
      await pause(RETRY_AFTER)
    }
  }

  const listening = polls ? poll() : listen()
  listening.then(end, () => end(null))

  return { send, close: () => gone.abort() }
}

/** The error that ends a session, or null: a proxy may have answered. */
function refusal(body: { error?: ErrorBody } | null): ErrorBody | null {
  const error = body?.error
  return error && error.code in CLOSE_CODES ? error : null
}
