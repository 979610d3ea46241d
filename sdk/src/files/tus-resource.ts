import { ChatRequestError } from '../request-error.ts'

/**
 * An upload's place on the server. Every method rejects with a ChatRequestError; `retry` says whether trying again may
 * help.
 */
export interface TusResource {
  /** bytes that the server has */
  offset(signal: AbortSignal | undefined): Promise<number>
  /** @returns bytes that the server has after it */
  send(part: Blob, offset: number, progress: (sent: number) => void, signal: AbortSignal | undefined): Promise<number>
  /** Gives the upload up, without waiting for the answer. */
  remove(): void
}

interface Answer {
  status: number
  header(name: string): string | null
  body: string
}

/** The part of tus 1.0 that uploads need whose resource the server has made. */
export function tusResource(url: string, token: string): TusResource {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' }

  const offsetOf = (answer: Answer): number => {
    const offset = answer.status < 300 ? Number(answer.header('upload-offset') ?? Number.NaN) : Number.NaN
    if (Number.isNaN(offset)) throw refusal(answer)
    return offset
  }

  return {
    async offset(signal) {
      const response = await fetch(url, { method: 'HEAD', headers, ...(signal && { signal }) }).catch(networkFailure)
      return offsetOf(await read(response))
    },
    async send(part, offset, progress, signal) {
      const about = { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
      if (typeof XMLHttpRequest !== 'undefined') return offsetOf(await byXhr(url, about, part, progress, signal))
      const init = { method: 'PATCH', headers: about, body: part, ...(signal && { signal }) }
      return offsetOf(await read(await fetch(url, init).catch(networkFailure)))
    },
    remove() {
      fetch(url, { method: 'DELETE', headers, keepalive: true }).catch(() => {})
    },
  }
}

const read = async (response: Response): Promise<Answer> => ({
  status: response.status,
  header: (name) => response.headers.get(name),
  body: await response.text(),
})

/** `fetch` does not report the progress of an upload. */
function byXhr(
  url: string,
  headers: Record<string, string>,
  part: Blob,
  progress: (sent: number) => void,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    const abort = () => xhr.abort()
    xhr.open('PATCH', url)
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded }) => progress(loaded)
    xhr.onload = () =>
      resolve({ status: xhr.status, header: (name) => xhr.getResponseHeader(name), body: xhr.responseText })
    xhr.onerror = () => reject(lost())
    xhr.onabort = () => reject(signal?.reason)
    xhr.onloadend = () => signal?.removeEventListener('abort', abort)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) return reject(signal.reason)
    xhr.send(part)
  })
}

function networkFailure(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  throw lost()
}

const lost = () => new ChatRequestError({ code: 'connection_lost', message: 'the server was not reached' })

/**
 * Our server says why in JSON; an answer to HEAD has no body, and what stands before the server may answer otherwise.
 */
function refusal({ status, body }: Answer): ChatRequestError {
  try {
    return new ChatRequestError(JSON.parse(body).error)
  } catch {
    return new ChatRequestError({ code: codeOf(status), message: `the server answered ${status}` })
  }
}

/** 409: it has more bytes or fewer; 423: it is still busy with an earlier part. Asking for the offset settles both. */
function codeOf(status: number) {
  if (status === 413) return 'file_too_large'
  return status >= 500 || status === 409 || status === 423 || status === 429 ? 'server_busy' : 'upload_not_found'
}
