import { decodeHTMLStrict } from 'entities/decode'
import type { Page } from '../../chat/previews/ports.ts'
import { cleanLine } from '../clean-text.ts'
import { decodeBody } from '../decode-body.ts'

const MOST = { title: 200, description: 300, site: 60 }
/** A page names its charset within this many bytes. */
const NAMES_CHARSET = 4_096

/**
 * A page's own description in its head: by Open Graph, by Twitter's names for the same, or by HTML's own. Only the
 * beginning of the page is needed.
 * @returns null: it has no title, or is not a page
 */
export function readPage(url: string, contentType: string, body: Uint8Array): Page | null {
  if (!/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return null
  const meta = metaIn(decodeBody(body, `${contentType}; ${charsetIn(body)}`).text)
  if (meta === null) return null
  const first = (...names: string[]) => names.map((name) => meta.get(name)).find((value) => value !== undefined)
  const line = (most: number, ...names: string[]) => cleanLine(decodeHTMLStrict(first(...names) ?? ''), most)
  const title = line(MOST.title, 'og:title', 'twitter:title', 'title')
  if (title === '') return null
  const description = line(MOST.description, 'og:description', 'twitter:description', 'description')
  const site = line(MOST.site, 'og:site_name')
  const pictureUrl = pictureOf(
    url,
    first('og:image:secure_url', 'og:image:url', 'og:image', 'twitter:image', 'twitter:image:src'),
  )
  return {
    title,
    ...(description !== '' && { description }),
    ...(site !== '' && { site }),
    ...(pictureUrl !== null && { pictureUrl }),
  }
}

/** The first value of each name. The parser is native, and gives up on what browsers would read in two ways. */
function metaIn(html: string): Map<string, string> | null {
  const meta = new Map<string, string>()
  let title = ''
  let titles = 0
  const put = (name: string, value: string) => {
    if (name !== '' && value.trim() !== '' && !meta.has(name)) meta.set(name, value)
  }
  try {
    new HTMLRewriter()
      .on('meta', {
        element(meta) {
          const name = meta.getAttribute('property') ?? meta.getAttribute('name') ?? ''
          put(name.trim().toLowerCase(), meta.getAttribute('content') ?? '')
        },
      })
      // pictures in a page have titles, too
      .on('title', {
        element() {
          titles++
        },
        text(part) {
          if (titles === 1 && title.length < MOST.title * 8) title += part.text
        },
      })
      .transform(html)
  } catch {
    return null
  }
  put('title', title)
  return meta
}

function charsetIn(body: Uint8Array): string {
  const beginning = new TextDecoder('latin1').decode(body.subarray(0, NAMES_CHARSET))
  const [, named] = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(beginning) ?? []
  return named === undefined ? '' : `charset=${named}`
}

function pictureOf(page: string, written: string | undefined): string | null {
  if (written === undefined) return null
  const url = URL.parse(decodeHTMLStrict(written.trim()), page)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null
}
