import type { Log } from '../../chat/log.ts'
import type { PageReader } from '../../chat/previews/ports.ts'
import { type Egress, EgressError, type EgressRequest, type EgressResponse } from '../../egress/egress.ts'
import { readPage } from './read-page.ts'

interface Options {
  egress: Egress
  /** the most that is read of a page, and of a picture */
  pageBytes: number
  pictureBytes: number
  log: Log
}

/** Some sites answer without a description to what names itself unlike a browser. */
const HEADERS = { 'user-agent': 'Mozilla/5.0 (compatible; ImbaChat link preview)', 'accept-language': 'en, *;q=0.5' }

/** Reads pages through egress: no private address, no endless page, no endless wait. */
export function createPageReader({ egress, pageBytes, pictureBytes, log }: Options): PageReader {
  async function get(widget_id: number, request: EgressRequest): Promise<EgressResponse | null> {
    try {
      const answer = await egress.request({ ...request, redirects: 'follow', scope: `previews ${widget_id}` })
      return answer.status === 200 ? answer : null
    } catch (error) {
      if (!(error instanceof EgressError)) throw error
      log.debug('a linked page was not read', { widget_id, code: error.code, host: error.host })
      return null
    }
  }

  return {
    async page(widget_id, url) {
      const headers = { ...HEADERS, accept: 'text/html, application/xhtml+xml' }
      const answer = await get(widget_id, { url, headers, maxBytes: pageBytes, enough: hasWholeHead })
      return answer && readPage(answer.url, answer.headers['content-type'] ?? '', answer.body)
    },
    async picture(widget_id, url) {
      const headers = { ...HEADERS, accept: 'image/webp, image/png, image/jpeg, image/gif' }
      const answer = await get(widget_id, { url, headers, maxBytes: pictureBytes })
      return answer && answer.body.byteLength > 0 ? answer.body : null
    },
  }
}

const END_OF_HEAD = ['</head', '</HEAD', '<body', '<BODY']

function hasWholeHead(part: Uint8Array): boolean {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
  return END_OF_HEAD.some((mark) => bytes.includes(mark))
}
