import type { Transporter } from 'nodemailer'
import type { MailSettings } from '../config/config.ts'
import { messageOf } from '../error-message.ts'

/** One mail as it leaves. `text` and `html` say the same. */
export interface Message {
  to: string
  subject: string
  text: string
  html: string
}

/** Hands mail to the SMTP server that the administrator configured; its address does not go through egress. */
export interface Mailer {
  /** @throws Error with the server's words when it does not take the mail */
  send(message: Message): Promise<void>
  /** Connects, encrypts and signs in. @throws Error */
  verify(): Promise<void>
}

/** Milliseconds that the SMTP server has for each step. */
const PATIENCE_MS = 15_000

/** @param ca certificates to trust beside those of the system */
export function createMailer({ host, port, tls, user, password, from }: MailSettings, ca?: string): Mailer {
  const options = {
    host,
    port,
    secure: tls === 'from the start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // a mail is made of what is given, and of nothing that its text names
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  // 4 MiB that a server needs with its first mail
  let loading: Promise<Transporter> | undefined
  function transport(): Promise<Transporter> {
    loading ??= import('nodemailer').then(({ createTransport }) => createTransport(options))
    return loading
  }
  return {
    async send({ to, subject, text, html }) {
      const sending = (await transport()).sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        // no answer of a machine, and none to it
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
      await sending.catch((error: unknown) => {
        throw new Error(wordsOf(error, to))
      })
    },
    async verify() {
      await (await transport()).verify()
    },
  }
}

/** The mail server's answer for the log, without the recipient's address, which it often repeats. */
const wordsOf = (error: unknown, to: string): string => messageOf(error).replaceAll(to, '(the address)')
