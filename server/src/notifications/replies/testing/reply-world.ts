import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../../config/limits.ts'
import { loadSecrets } from '../../../config/secrets.ts'
import type { Mail, ReplyMail } from '../../../dashboard/mails.ts'
import { createInspector, type Inspector } from '../../../files/inspector/inspector.ts'
import { type ChatServer, startChat } from '../../../realtime/testing/chat-server.ts'
import { createMailLinks } from '../../mail/mail-links.ts'
import { createMailRows } from '../../mail/mail-rows.ts'
import { createMailIntake } from '../mail-intake.ts'
import { createReplyAddresses } from '../reply-addresses.ts'
import { createReplyRows } from '../reply-rows.ts'
import { createReplies, type Taken } from '../take-mail.ts'
import { SENDER } from './corpus.ts'

export const AUTHSERV_ID = 'mx.shop.example'
const DAY = 86_400_000

/** A mail as a mail server hands it in. */
export interface GivenMail {
  to?: string
  from?: string
  /** result of the mail server that received it; null: it says nothing */
  authentication?: string | null
  id?: string | null
  headers?: string[]
  text?: string
  /** instead of a text: parts of a multipart/mixed, whole */
  parts?: string[]
  /** instead of all after the headers */
  body?: string
}

const passed = (domain: string) =>
  `${AUTHSERV_ID}; dkim=pass header.d=${domain} header.s=a; spf=pass smtp.mailfrom=a@${domain}`

let count = 0

export function mimeOf(mail: GivenMail): string {
  const { to = '', from = 'anna@home.example', headers = [], text = 'Yes', parts } = mail
  const { authentication = passed(from.split('@')[1] ?? ''), id = `<${++count}.a@home.example>` } = mail
  const head = [
    ...(authentication === null ? [] : [`Authentication-Results: ${authentication}`]),
    `From: Anna <${from}>`,
    `To: <${to}>`,
    'Subject: Re: New messages',
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    ...headers,
  ]
  if (mail.body !== undefined) return [...head, mail.body].join('\r\n')
  if (parts === undefined) return [...head, 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n')
  const inside = parts.map((part) => `--b\r\n${part}\r\n`).join('')
  return [...head, 'Content-Type: multipart/mixed; boundary=b', '', `${inside}--b--`, ''].join('\r\n')
}

export interface ReplyServer {
  chat: ChatServer
  inspector: Inspector
  stop(): Promise<void>
}

/** What the worlds of a file share: each has a widget of its own. A process that reads mails takes long to start. */
export async function replyServer(): Promise<ReplyServer> {
  const chat = await startChat({ settings: { mail: true } })
  chat.siteUsers.set('anna', { name: 'Anna', user_mail: 'anna@home.example' })
  chat.siteUsers.set('boris', { name: 'Boris', user_mail: 'boris@home.example' })
  const inspector = createInspector(silentLog, { timeoutMs: 10_000 })
  return {
    chat,
    inspector,
    async stop() {
      inspector.close()
      await chat.stop()
    },
  }
}

/** Anna and Boris have a dialog; Boris wrote, and Anna got a mail, which she can answer. */
export async function replyWorld({ chat, inspector }: ReplyServer) {
  const widget_id = await chat.makeWidget()
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-replies-'))
  const secrets = loadSecrets({ secret: undefined, dataDir })
  const { control, readDb } = chat.store
  const rows = createReplyRows({ control })
  const mailRows = createMailRows({ control, readDb })
  const links = createMailLinks({ secrets, publicUrl: 'https://chat.example' })
  const replySettings = { address: 'reply+*@in.shop.example', authservId: AUTHSERV_ID }
  const addresses = createReplyAddresses(replySettings, rows)
  /** what users are mailed about their answers, by the id of the job */
  const sent = new Map<string, Mail | ReplyMail>()
  const replies = createReplies({
    ...{
      chat: chat.gateway.deps,
      settings: replySettings,
      addresses,
      rows,
      mailRows,
      links,
      secrets,
      limits: DEFAULT_LIMITS,
    },
    mail: {
      async add(mail, id = crypto.randomUUID()) {
        sent.set(id, mail)
      },
    },
  })
  const intake = createMailIntake({
    ...{ folder: join(dataDir, 'mail-in'), space: { take: async () => {} }, inspector, replies },
    ...{ own: SENDER, limits: DEFAULT_LIMITS, log: silentLog },
  })
  const [anna, boris] = [await chat.signIn('anna', { widget_id }), await chat.signIn('boris', { widget_id })]
  await chat.siteAnswered()
  const { room_id } = (await boris.request('dialog.open', { user_id: 'anna' })).room
  const { seq } = await boris.request('message.send', {
    room_id,
    client_id: crypto.randomUUID(),
    text: 'Is the bike still for sale?',
  })
  const log_id = crypto.randomUUID()
  await control
    .insertInto('notification_log')
    .values({
      ...{ widget_id, id: log_id, at: chat.clock.now(), channel: 'mail', user_id: 'anna', rooms: 1, state: 'sent' },
      ...{ problem: null, opened_at: null, answered_at: null },
    })
    .execute()
  const made = await addresses.make({
    ...{ widget_id, user_id: 'anna', log_id, rooms: [{ room_id, seq }] },
    expires_at: chat.clock.now() + 30 * DAY,
  })
  return {
    ...{ chat, anna, boris, room_id, widget_id, log_id, sent, replies, addresses, rows, links, intake },
    address: made.replyTo,
    bounceTo: made.bounceTo,
    /** As a mail server hands it in, in pieces. */
    async deliver(mail: GivenMail | string | Uint8Array): Promise<Taken> {
      const given =
        typeof mail === 'object' && !(mail instanceof Uint8Array) ? mimeOf({ to: made.replyTo, ...mail }) : mail
      const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : given
      return intake.take(
        (async function* pieces() {
          for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536)
        })(),
      )
    },
    /** What others see of Anna's, the newest last. */
    async messages() {
      const messages = await chat.store.chat.messagesBefore(widget_id, room_id, null, 50)
      return messages.filter(({ sender_id }) => sender_id === 'anna')
    },
    mailLog: () => readDb.selectFrom('notification_log').selectAll().where('id', '=', log_id).executeTakeFirstOrThrow(),
    stop() {
      anna.close()
      boris.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type ReplyWorld = Awaited<ReturnType<typeof replyWorld>>
