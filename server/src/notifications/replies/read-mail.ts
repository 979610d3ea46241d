import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MOST_ATTACHMENTS } from '@imbachat/protocol'
import type { Address, Attachment, Email } from 'postal-mime'
import { cutQuotes } from './cut-quotes.ts'
import { htmlText } from './html-text.ts'

/** A mail that came in, as far as it matters for an answer. */
export interface ReadMail {
  /** SHA-256 of all its bytes */
  digest: string
  message_id: string | null
  /** the address of `From`; none if it has several, or is not clear */
  from: string[]
  /** all addresses that it was sent to */
  recipients: string[]
  /** values of `Authentication-Results`, from top to bottom */
  authentication: string[]
  /** `automatic`: a machine answers, a list sends, or it is one of our own mails */
  kind: 'letter' | 'automatic' | 'bounce'
  /** for a bounce: the recipient, the status and the reason */
  bounce: { recipient: string; status: string; words: string } | null
  /** the user's own text, without quotes */
  text: string
  files: MailFile[]
}

export interface MailFile {
  name: string
  type: string
  size: number
  /** path of its bytes */
  path: string
}

export interface MailToRead {
  path: string
  /** a folder for its files */
  into: string
  /** addresses and names of our mails' sender */
  own: readonly string[]
}

const LIMITS = {
  maxNestingDepth: 30,
  maxHeadersSize: 256 * 1024,
  // a mail in a mail is somebody else's text
  forceRfc822Attachments: true,
}
/** Characters of a `From` with one sender; the patterns that read a longer one would take seconds. */
const MOST_SENDER_CHARS = 2_000
/** Values of one header that are looked at. */
const MOST_VALUES = 20
/** Files are read no further than one more than a message may have. */
const MOST_FILES = MOST_ATTACHMENTS + 10
/** Parts of a mail: the parser holds each with its headers. Lines that only look like the edge of one count too. */
const MOST_PARTS = 2_000
/** Parts that mail programs add, and no user means as a file. */
const NO_FILES =
  /^(?:application\/(?:pgp-|pkcs7-|x-pkcs7-|ms-tnef)|text\/(?:calendar|x-amp-html)|message\/|multipart\/)/

/**
 * Reads a mail in a process of its own, because anybody may have sent it.
 * @throws Error if the mail can't be read
 */
export async function readMail({ path, into, own }: MailToRead): Promise<ReadMail> {
  const raw = await readFile(path)
  if (hasMoreParts(raw, MOST_PARTS)) throw new Error(`the mail has more than ${MOST_PARTS} parts`)
  const { default: PostalMime } = await import('postal-mime')
  const email = await PostalMime.parse(raw, LIMITS)
  const values = (name: string) =>
    email.headers.flatMap(({ key, value }) => (key === name ? [value] : [])).slice(0, MOST_VALUES)
  const kind = kindOf(values, email)
  const letter = kind === 'letter' ? textOf(email) : ''
  return {
    digest: createHash('sha256').update(raw).digest('hex'),
    message_id: /<[^<>\s]{1,500}>/.exec(email.messageId ?? '')?.[0] ?? null,
    from: values('from').length === 1 ? senderIn(values('from')[0] ?? '') : [],
    recipients: [
      ...addressesOf([...(email.to ?? []), ...(email.cc ?? [])]),
      ...['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'original-recipient']
        .flatMap(values)
        .map((value) => value.replace(/^rfc822;/i, '').replace(/[<>\s]/g, '')),
    ].slice(0, 100),
    authentication: values('authentication-results'),
    kind,
    bounce: kind === 'bounce' ? bounceOf(email) : null,
    text: cutQuotes(letter, own),
    files: kind === 'letter' ? await filesOf(email, into) : [],
  }
}

/** True if more than `most` lines look like the edge of a MIME part. */
function hasMoreParts(raw: Buffer, most: number): boolean {
  let at = -1
  for (let edges = 0; edges <= most; edges++) {
    at = raw.indexOf('\n--', at + 1)
    if (at < 0) return false
  }
  return true
}

const addressesOf = (given: readonly (Address | undefined)[]): string[] =>
  given
    .flatMap((one) => (one?.group ? one.group : one ? [one] : []))
    .flatMap(({ address }) => (address ? [address] : []))
    .slice(0, 100)

/**
 * The address of a `From` with exactly one address and one reading: a tolerant parser may see another sender in a
 * malformed field than the mail server that checked it.
 */
function senderIn(field: string): string[] {
  if (field.length > MOST_SENDER_CHARS) return []
  const bare = field.replace(/"(?:[^"\\]|\\.)*"|\([^()]*\)/g, ' ')
  const [, inside, alone] =
    /^[^<>,;:]*<\s*([^<>\s,;:]+@[^<>\s,;:@]+)\s*>\s*$|^\s*([^<>\s,;:]+@[^<>\s,;:@]+)\s*$/.exec(bare) ?? []
  const address = inside ?? alone
  return address === undefined ? [] : [address]
}

type Values = (name: string) => string[]

/** RFC 3834, RFC 3464, and what mail programs did before them. */
function kindOf(values: Values, { from, returnPath }: Email): ReadMail['kind'] {
  const type = values('content-type')[0] ?? ''
  if (/^multipart\/report\b/i.test(type.trim())) return 'bounce'
  const first = (name: string) => values(name)[0]?.trim().toLowerCase()
  const submitted = first('auto-submitted')
  const isMachine =
    (submitted !== undefined && !/^no\b/.test(submitted)) ||
    /^(?:bulk|junk|list|auto_reply)\b/.test(first('precedence') ?? '') ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply'].some((name) => first(name) !== undefined) ||
    ['list-id', 'list-unsubscribe', 'list-post', 'feedback-id'].some((name) => first(name) !== undefined) ||
    /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i.test(addressesOf([from])[0] ?? '')
  // the sender that a mail comes back to: none
  const isBack = values('return-path').some((value) => value.trim() === '<>') || returnPath === '<>'
  return isMachine || isBack ? 'automatic' : 'letter'
}

/** The plain part, or the HTML part if the plain one is missing or empty. */
function textOf({ text = '', html = '' }: Email): string {
  if (text.trim() !== '') return text
  return htmlText(html)
}

function bounceOf({ attachments }: Email): ReadMail['bounce'] {
  const report = attachments.find(({ mimeType }) => mimeType === 'message/delivery-status')
  if (report === undefined) return null
  const reportText = new TextDecoder().decode(bytesOf(report).subarray(0, 100_000)).replace(/\r?\n[ \t]+/g, ' ')
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.{0,1000})$`, 'im').exec(reportText)?.[1]?.trim() ?? ''
  // a delay is not a failure
  if (!/^failed\b/i.test(field('action'))) return null
  return {
    recipient: (field('original-recipient') || field('final-recipient')).replace(/^[\w-]+;\s*/, ''),
    status: /\d\.\d{1,3}\.\d{1,3}/.exec(field('status'))?.[0] ?? '',
    words: field('diagnostic-code').replace(/^[\w-]+;\s*/, ''),
  }
}

async function filesOf({ attachments }: Email, into: string): Promise<MailFile[]> {
  const meant = attachments.filter(
    // pictures of a signature are related to the HTML
    ({ mimeType, related }) => related !== true && !NO_FILES.test(mimeType),
  )
  const files: MailFile[] = []
  for (const [index, attachment] of meant.slice(0, MOST_FILES).entries()) {
    const bytes = bytesOf(attachment)
    if (bytes.byteLength === 0) continue
    await mkdir(into, { recursive: true, mode: 0o700 })
    const path = join(into, String(index))
    await writeFile(path, bytes, { mode: 0o600 })
    files.push({
      name: attachment.filename?.slice(0, 255) || 'file',
      type: attachment.mimeType.slice(0, 100),
      size: bytes.byteLength,
      path,
    })
  }
  return files
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}
