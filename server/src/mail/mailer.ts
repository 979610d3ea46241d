import type { Transporter } from 'nodemailer'
import type { MailSettings } from '../config/config.ts'
import { messageOf } from '../error-message.ts'

/** One mail to send. `text` and `html` have the same content. */
export interface Message {
  to: string
  subject: string
  text: string
  html: string
  /** the sender's name before the address of MAIL_FROM, the only one that we may send from; missing: its own */
  fromName?: string
  /** where it can be answered; missing: at its sender */
  replyTo?: string
  /** the envelope's sender, to which bounces return; missing: that of `From` */
  bounceTo?: string
  /** true: it answers a mail that came in, and is marked so that no program answers it */
  isAnswer?: boolean
  /** `Message-ID` of the mail that it answers, with brackets */
  answers?: string
  /** for one of many mails to the same person; missing: a single mail */
  series?: {
    /** the same whenever this mail is sent again, without brackets */
    id: string
    /** what mail programs group it by, without brackets */
    thread: string
    /** of `List-Id` */
    list: { name: string; id: string }
    /** takes a POST without a question, and shows a page (RFC 8058) */
    unsubscribeUrl: string
  }
}

/** Hands mail to the SMTP server that the administrator configured; its address does not go through egress. */
export interface Mailer {
  /** Domain of the sender, which is part of mails' ids. */
  domain: string
  /** address and name of the sender */
  sender: readonly string[]
  /** @throws MailError with the server's words when it does not take the mail */
  send(message: Message): Promise<void>
  /** Connects, encrypts and signs in. @throws Error */
  verify(): Promise<void>
  /** Ends connections that wait for the next mail. */
  close(): void
}

/** The mail server did not take a mail. */
export class MailError extends Error {
  /**
   * `address`: nothing comes there, now or later; `refused`: this mail is not taken; `later`: another time it may be,
   * or the administrator has to set something right
   */
  readonly kind: 'address' | 'refused' | 'later'

  constructor(kind: MailError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Milliseconds that the SMTP server has for each step. */
const PATIENCE_MS = 15_000

/** Connections to the SMTP server, and mails on each before another one is opened. */
const POOL = { pool: true, maxConnections: 5, maxMessages: 100 }

/**
 * @param ca certificates to trust beside those of the system
 * @param keepsOpen connections serve one mail after the other: for many mails
 */
export function createMailer(settings: MailSettings, ca?: string, { keepsOpen = false } = {}): Mailer {
  const { host, port, tls, user, password, from, dkim } = settings
  const options = {
    ...(keepsOpen && POOL),
    host,
    port,
    secure: tls === 'from the start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    // the fields that it signs by itself have both of List-Unsubscribe
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // nodemailer must not fetch files or addresses that a text names
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  // 4 MiB that a server needs with its first mail
  let loading: Promise<Transporter> | undefined
  function transport(): Promise<Transporter> {
    loading ??= import('nodemailer').then(({ createTransport }) => createTransport(options))
    return loading
  }
  const sender = senderOf(from)
  const [address = from] = sender
  return {
    sender,
    domain: /@([^>@]+)>?$/.exec(from)?.[1] ?? 'localhost',
    async send({ fromName, to, subject, text, html, series, replyTo, bounceTo, isAnswer = false, answers }) {
      const sending = (await transport()).sendMail({
        from: fromName === undefined ? from : { name: fromName, address },
        to: { name: '', address: to },
        subject,
        text,
        html,
        ...(replyTo !== undefined && { replyTo }),
        ...(bounceTo !== undefined && { envelope: { from: bounceTo, to } }),
        ...(answers !== undefined && { inReplyTo: answers, references: answers }),
        ...(series && {
          messageId: `<${series.id}>`,
          inReplyTo: `<${series.thread}>`,
          references: `<${series.thread}>`,
          list: { id: { url: series.list.id, comment: series.list.name } },
        }),
        headers: {
          // no answer of a machine, and none to it
          'Auto-Submitted': isAnswer ? 'auto-replied' : 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          ...(series && {
            'List-Unsubscribe': { prepared: true, value: `<${series.unsubscribeUrl}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
      })
      await sending.catch((error: unknown) => {
        throw new MailError(kindOf(error), wordsOf(error, to))
      })
    },
    async verify() {
      await (await transport()).verify()
    },
    close() {
      void loading?.then((opened) => opened.close())
    },
  }
}

const senderOf = (from: string): string[] => {
  const [, name = '', address = from] = /^(.*)<([^<>]*)>$/.exec(from) ?? []
  return [address, name.replaceAll('"', '').trim()].filter(Boolean)
}

/**
 * Only a refusal of the recipient is about the address. If the answer has a code of RFC 3463, class 1 is about the
 * address and 2 about its mailbox; all others, such as 7 for a server's policy, are for the administrator.
 */
function kindOf(error: unknown): MailError['kind'] {
  const { responseCode, command, response = '' } = Object(error) as SmtpError
  if (responseCode === undefined || responseCode < 500) return 'later'
  if (command === 'DATA') return 'refused'
  if (command !== 'RCPT TO') return 'later'
  const [, enhanced] = /^\d{3}[ -]5\.(\d{1,3})\.\d{1,3}/.exec(response) ?? []
  if (enhanced !== undefined) return enhanced === '1' || enhanced === '2' ? 'address' : 'later'
  return /relay|authenticat|sender|policy|spam|block/i.test(response) ? 'later' : 'address'
}

/** The fields of nodemailer's error about an answer of the server. */
interface SmtpError {
  responseCode?: number
  command?: string
  response?: string
}

/** The mail server's answer for the log, without the recipient's address, which it often repeats. */
const wordsOf = (error: unknown, to: string): string => messageOf(error).replaceAll(to, '(the address)')
