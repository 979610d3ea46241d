import { decodeXML } from 'entities/decode'
import type { Log } from '../chat/log.ts'
import { Refusal } from '../chat/refusals.ts'
import type { S3Settings } from '../config/config.ts'
import { loggingFailure } from './disk-storage.ts'
import { signS3 } from './sign-s3.ts'

/** Bytes of a body that are handed to the connection at a time: each shows that S3 still takes some. */
const PIECE = 64 * 1024
/** Milliseconds before the second try of a call that failed at once. */
const AGAIN_MS = 200

/**
 * Objects of one bucket. No call waits longer than S3_TIMEOUT_MS for the next byte.
 * Every method @throws ChatError storage_unavailable
 */
export interface Bucket {
  /** @param moved is called while bytes go out */
  write(key: string, data: Blob | Uint8Array<ArrayBuffer> | string, moved?: () => void): Promise<void>
  /** @throws ChatError file_not_found */
  read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>>
  /** bytes; null: it is not there */
  size(key: string): Promise<number | null>
  remove(key: string): Promise<void>
  /** by key */
  list(prefix: string): Promise<{ key: string; size: number }[]>
}

interface Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  key: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Blob
  moved?: (() => void) | undefined
}

/**
 * By signed requests of our own: Bun's client takes neither a signal nor a deadline, and holds a call to an S3 that
 * fell silent for six minutes.
 */
export function s3Bucket(settings: S3Settings, log: Log): Bucket {
  /** @returns an answer whose body keeps to the deadline. Its status is a success or 404. */
  async function call(given: Call): Promise<Response> {
    const first = await once(given).catch((error: unknown) => error)
    if (first instanceof Response) return first
    // a connection that S3 had closed meanwhile, or a moment of its overload: each call has the same effect twice
    if (first instanceof Silence || first instanceof S3Refusal) throw first
    await Bun.sleep(AGAIN_MS)
    return once(given)
  }

  async function once({ method, key, query, headers, body, moved }: Call): Promise<Response> {
    const deadline = silence(settings.timeoutMs)
    const signed = signS3(settings, { method, key, ...(query && { query }), ...(headers && { headers }) }, new Date())
    const progressed = () => {
      deadline.extend()
      moved?.()
    }
    try {
      const sent = bodyOf(body, progressed)
      // biome-ignore lint/style/noRestrictedGlobals: the bucket is the server administrator's own
      const answer = await fetch(signed.url, {
        method,
        redirect: 'manual',
        signal: deadline.signal,
        ...sent,
        headers: { ...signed.headers, ...sent.headers },
      })
      deadline.extend()
      if (answer.ok || answer.status === 404) {
        if (!answer.body) deadline.end()
        return answer.body ? new Response(inTime(answer.body, deadline), answer) : answer
      }
      const xml = await new Response(answer.body && inTime(answer.body, deadline)).text()
      const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(xml) ?? []
      const message = `S3 answered ${answer.status} ${code} to ${method} of ${key || 'the list'}`
      throw answer.status >= 500 ? new Error(message) : new S3Refusal(message)
    } catch (error) {
      deadline.end()
      throw error
    }
  }

  async function read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>> {
    const headers = range && { range: `bytes=${range.start}-${range.end}` }
    const answer = await call({ method: 'GET', key, ...(headers && { headers }) })
    if (answer.status === 404) throw new Refusal('file_gone')
    if (answer.status !== (range ? 206 : 200) || !answer.body)
      throw new Error(`S3 answered ${answer.status} for ${key}`)
    return answer.body
  }

  /** Reads an answer of S3 to its end, so that the connection can be used again. */
  async function done(given: Call): Promise<Response> {
    const answer = await call(given)
    await answer.arrayBuffer()
    return answer
  }

  async function found(given: Call): Promise<void> {
    const { status } = await done(given)
    if (status === 404) throw new Error(`S3 answered 404 to ${given.method} of ${given.key}: there is no such bucket`)
  }

  return {
    write: (key, data, moved) =>
      loggingFailure(log, 'S3 did not take a file', () =>
        found({ method: 'PUT', key, body: data instanceof Blob ? data : new Blob([data]), moved }),
      ),
    read: (key, range) => loggingFailure(log, 'S3 did not give a file', () => read(key, range)),
    size: (key) =>
      loggingFailure(log, 'S3 did not say how large a file is', async () => {
        const { status, headers } = await done({ method: 'HEAD', key })
        return status === 404 ? null : Number(headers.get('content-length'))
      }),
    remove: (key) =>
      loggingFailure(log, 'S3 did not remove a file', async () => void (await done({ method: 'DELETE', key }))),
    list: (prefix) =>
      loggingFailure(log, 'S3 did not list files', async () => {
        const all: { key: string; size: number }[] = []
        for (let startAfter: string | undefined; ; ) {
          const query = { 'list-type': '2', prefix, ...(startAfter !== undefined && { 'start-after': startAfter }) }
          const answer = await call({ method: 'GET', key: '', query })
          const page = await answer.text()
          if (answer.status !== 200) throw new Error(`S3 answered ${answer.status} to a list`)
          for (const [, one = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
            all.push({ key: decodeXML(tag(one, 'Key')), size: Number(tag(one, 'Size')) })
          }
          startAfter = all.at(-1)?.key
          if (tag(page, 'IsTruncated') !== 'true' || startAfter === undefined) return all
        }
      }),
  }
}

/** S3 neither sent nor took a byte for so long. */
class Silence extends Error {}
/** a repeat would get the same answer from S3 */
class S3Refusal extends Error {}

interface Deadline {
  signal: AbortSignal
  /** a byte moved: the time begins again */
  extend(): void
  /** stops the timer until `extend` starts it again */
  end(): void
}

function silence(ms: number): Deadline {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout>
  const extend = () => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.abort(new Silence(`S3 was silent for ${ms} ms`)), ms)
  }
  extend()
  return { signal: controller.signal, extend, end: () => clearTimeout(timer) }
}

/** In pieces: that the connection asks for the next one is the only sign that the last one went out. */
function bodyOf(
  data: Blob | undefined,
  progressed: () => void,
): Pick<RequestInit, 'body'> & { headers?: Record<string, string> } {
  if (data === undefined) return {}
  if (data.size <= PIECE) return { body: data }
  let at = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        progressed()
        controller.enqueue(await data.slice(at, at + PIECE).bytes())
        at += PIECE
        if (at >= data.size) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, headers: { 'content-length': String(data.size) } }
}

/** The time that a slow reader takes does not count. */
function inTime(body: ReadableStream<Uint8Array>, deadline: Deadline): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  deadline.end()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        deadline.extend()
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } finally {
          deadline.end()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

const tag = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
