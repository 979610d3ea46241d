import { createHash } from 'node:crypto'
import type { MessageAction, RuleAction } from '@imbachat/protocol/moderation/rules'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { ChatUser } from '../../chat/users/user.ts'
import type { Widget } from '../../chat/widget.ts'
import { findLinks } from '../masking/contact-details.ts'
import type { MessageText, Span } from '../masking/mask-text.ts'
import { type Finding, findInText } from './find-in-text.ts'
import { foldedText } from './word-list.ts'

/** The verdict of a widget's rules on a message. */
export interface Judgement {
  /** all that they found, in the order of the text */
  findings: Finding[]
  /** the finding that decides: it refuses, holds or flags the message; null: nothing happens to it */
  decides: Finding | null
  /** parts that are masked */
  masks: Span[]
}

/** The sender as rules see them. Missing: the site itself writes, and only lists apply. */
export interface Sender {
  user: Pick<ChatUser, 'user_id' | 'profile' | 'role' | 'first_seen_at' | 'written'>
  room_id: number
}

const HOUR_MS = 3_600_000
/** Characters of a text, without punctuation, from which it counts as the same when it is repeated. */
const REPEATED_FROM = 12

type Deps = Pick<ChatDeps, 'clock' | 'recentActs'>

/** Costs nothing in a widget without rules. */
export async function judgeMessage(
  deps: Deps,
  { id: widget_id, rules }: Pick<Widget, 'id' | 'rules'>,
  message: MessageText,
  sender?: Sender,
): Promise<Judgement> {
  const findings = rules.lists.length > 0 ? await findInLists(message, rules) : []
  // the site vouches for its own people
  if (sender && sender.user.role !== 'admin') {
    const isNew = isNewUser(deps, { rules }, sender.user)
    findings.push(...linksIn(message, rules.links, isNew))
    findings.push(...whole(message.text, 'new_user', isNew ? rules.new_users.first_messages : 'allow'))
    findings.push(...whole(message.text, 'same_text', repeats(deps, { id: widget_id, rules }, message.text, sender)))
  }
  return judgementOf(findings)
}

/**
 * The lists' findings in the text and in link addresses, which are found at the words of the link.
 * Nobody writes the language of code by accident, and it has no letters to mask: there a mask refuses.
 */
async function findInLists({ text, parts }: MessageText, rules: Widget['rules']): Promise<Finding[]> {
  const findings = await findInText(text, rules)
  for (const { offset, length, ...entity } of parts.entities ?? []) {
    const place = { start: offset, end: offset + length }
    if (entity.type === 'link' && entity.url) {
      for (const finding of await findInText(entity.url, rules)) findings.push({ ...finding, ...place })
    } else if (entity.type === 'pre' && entity.language) {
      for (const finding of await findInText(entity.language, rules)) {
        findings.push({ ...finding, ...place, action: finding.action === 'mask' ? 'refuse' : finding.action })
      }
    }
  }
  return findings
}

export const NOTHING_FOUND: Judgement = { findings: [], decides: null, masks: [] }

export function judgementOf(findings: Finding[]): Judgement {
  if (findings.length === 0) return NOTHING_FOUND
  const first = (action: RuleAction) => findings.find((finding) => finding.action === action) ?? null
  return {
    findings: findings.toSorted((a, b) => a.start - b.start || b.end - a.end),
    decides: first('refuse') ?? first('hold') ?? first('flag'),
    masks: findings.filter(({ action }) => action === 'mask'),
  }
}

/** A user is new by age, or by the number of messages since they are counted. */
export function isNewUser(
  { clock }: Pick<ChatDeps, 'clock'>,
  { rules }: Pick<Widget, 'rules'>,
  { first_seen_at, written }: Pick<ChatUser, 'first_seen_at' | 'written'>,
): boolean {
  // first seen before the server recorded it
  if (first_seen_at === null) return false
  const { hours, messages } = rules.new_users
  if (hours > 0 && clock.now() - first_seen_at < hours * HOUR_MS) return true
  return messages > 0 && written < messages && first_seen_at >= (rules.counting_since ?? 0)
}

/** A sender's messages are counted until the sender is no longer new. */
export const countsMessages = ({ rules }: Pick<Widget, 'rules'>, { written }: Pick<ChatUser, 'written'>): boolean =>
  rules.new_users.messages > written

function linksIn({ text, parts }: MessageText, links: Widget['rules']['links'], isNew: boolean): Finding[] {
  const { action, applies_to, allowed_domains } = links
  if (action === 'allow' || (applies_to === 'new_users' && !isNew)) return []
  const named = (parts.entities ?? []).flatMap((entity) =>
    entity.type === 'link' && entity.url
      ? [{ start: entity.offset, end: entity.offset + entity.length, url: entity.url }]
      : [],
  )
  const written = findLinks(text).map((span) => ({ ...span, url: text.slice(span.start, span.end) }))
  const hosts = hostsOf(allowed_domains)
  return [...written, ...named]
    .filter(({ url }) => !isAllowed(url, hosts))
    .map(({ start, end }) => ({ source: 'links', action, list: null, start, end }))
}

const hostsKnown = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Domains as addresses have them. Made once per reading of the rules: a text may have thousands of links. */
function hostsOf(domains: readonly string[]): ReadonlySet<string> {
  const made =
    hostsKnown.get(domains) ?? new Set(domains.map((domain) => URL.parse(`https://${domain}`)?.hostname ?? domain))
  hostsKnown.set(domains, made)
  return made
}

/** No name of a host is longer. */
const LONGEST_HOST = 253

/** A domain allows its subdomains. */
function isAllowed(written: string, hosts: ReadonlySet<string>): boolean {
  if (hosts.size === 0) return false
  const url = URL.parse(/^[a-z]+:\/\//i.test(written) ? written : `https://${written}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname.length > LONGEST_HOST) return false
  for (let host = url.hostname; ; ) {
    if (hosts.has(host)) return true
    const dot = host.indexOf('.')
    if (dot === -1) return false
    host = host.slice(dot + 1)
  }
}

function repeats(
  { recentActs }: Deps,
  { id, rules }: Pick<Widget, 'id' | 'rules'>,
  text: string,
  { user, room_id }: Sender,
): MessageAction {
  const { people, action } = rules.same_text
  if (people === 0) return 'allow'
  const words = foldedText(text)
  if (words.length < REPEATED_FROM) return 'allow'
  const key = `${user.profile?.of ?? user.user_id}/${createHash('sha256').update(words).digest('base64')}`
  return recentActs.count({ widget_id: id, key, thing: room_id, ms: HOUR_MS, most: people }) >= people
    ? action
    : 'allow'
}

/** A finding about the message as a whole. */
const whole = (text: string, source: 'new_user' | 'same_text', action: MessageAction): Finding[] =>
  action === 'allow' ? [] : [{ source, action, list: null, start: 0, end: text.length }]
