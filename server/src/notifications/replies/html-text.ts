import { decodeHTML } from 'entities'

/** Elements whose content nobody reads. */
const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'textarea', 'select', 'object'])
/** Elements that begin a line of their own. */
const BLOCKS = new Set([
  ...['p', 'div', 'section', 'article', 'header', 'footer', 'main', 'table', 'tr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'blockquote', 'form', 'center', 'address', 'body', 'html'],
])
/** Paragraphs have an empty line around them. */
const SPACED = new Set(['p', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
/** Outlook puts one of these before the mail that it quotes. */
const BEFORE_QUOTED = /\bid\s*=\s*["']?(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)\b/i
/** Quoted lines of a mail in a mail in a mail look like those of one. */
const MOST_DEPTH = 5
/** Characters that are looked at: programs put some thousand of styles before a text. */
const MOST_CHARS = 384 * 1024
/** Characters of an element's name and attributes that are looked at. */
const TAG_CHARS = 2_000

/** Before a quoted mail, as `cutQuotes` knows it. */
const QUOTED_BELOW = '-----Original Message-----'

/** The text of a mail in HTML: lines of a `blockquote` begin with `>`. Runs and loads nothing. */
export function htmlText(mail: string): string {
  const html = mail.slice(0, MOST_CHARS)
  const lines: string[] = []
  let line = ''
  let depth = 0
  let at = 0
  const put = () => {
    const text = line.replace(/[ \t\r\n\f]+/g, ' ').trim()
    line = ''
    if (text === '' && (lines.length === 0 || /^[> ]*$/.test(lines.at(-1) ?? ''))) return
    lines.push(depth > 0 ? `${'>'.repeat(Math.min(depth, MOST_DEPTH))} ${text}` : text)
  }
  const endLine = () => {
    if (line.trim() !== '') put()
  }
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      line += decodeHTML(html.slice(at))
      break
    }
    if (open > at) line += decodeHTML(html.slice(at, open))
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      at = end < 0 ? html.length : end + 3
      continue
    }
    const close = html.indexOf('>', open + 1)
    if (close < 0) break
    at = close + 1
    const tag = html.slice(open + 1, Math.min(close, open + TAG_CHARS))
    const name = /^\/?([a-z][a-z\d:-]*)/i.exec(tag)?.[1]?.toLowerCase()
    if (name === undefined) continue
    const isEnd = tag.startsWith('/')
    if (UNSEEN.has(name)) {
      if (!isEnd) at = afterElement(html, name, at)
      continue
    }
    if (name === 'br') {
      put()
      continue
    }
    if (name === 'hr' || (!isEnd && BEFORE_QUOTED.test(tag))) {
      endLine()
      if (name !== 'hr') lines.push(QUOTED_BELOW)
      continue
    }
    if (!BLOCKS.has(name)) continue
    endLine()
    if (name === 'blockquote') depth = Math.max(0, depth + (isEnd ? -1 : 1))
    if (SPACED.has(name)) put()
  }
  endLine()
  return lines.join('\n')
}

/** An element that is not closed extends to the end of the mail. */
function afterElement(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\b[^>]{0,100}>`, 'gi')
  end.lastIndex = from
  return end.exec(html) === null ? html.length : end.lastIndex
}
