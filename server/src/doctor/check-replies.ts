import { resolveMx } from 'node:dns/promises'
import type { Config } from '../config/config.ts'
import { optionsOf } from '../notifications/replies/inbox.ts'
import { loadImap } from '../notifications/replies/load-imap.ts'
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** Answers by mail: where they come in, and whether anything comes there. Reads no mail. */
export async function checkReplies({ replies, loopback }: Pick<Config, 'replies' | 'loopback'>): Promise<Finding[]> {
  if (replies === undefined) return [ok('replies', 'Not used: users cannot answer mails by mail.')]
  const { address, imap, webhookSecret } = replies
  const findings: Finding[] = []
  const domain = address.slice(address.indexOf('@') + 1)
  if (!loopback) findings.push(await checkDomain(domain))
  if (imap === undefined) {
    findings.push(ok('replies', `Answers to ${address} come by the webhook of a mail server.`))
    return findings
  }
  findings.push(await checkMailbox(imap))
  if (imap.tls === 'none') {
    const fix = 'Use imaps://, or leave ?tls=off out: the password travels in the clear.'
    if (!['127.0.0.1', '::1', 'localhost'].includes(imap.host)) {
      findings.push(warning('replies', 'The mailbox for answers is read without TLS.', fix))
    }
  }
  if (webhookSecret !== undefined) findings.push(ok('replies', 'Answers also come by the webhook of a mail server.'))
  return findings
}

async function checkDomain(domain: string): Promise<Finding> {
  const fix = `Give ${domain} an MX record of the mail server that takes answers.`
  try {
    const found = await resolveMx(domain)
    if (found.length > 0) return ok('replies-domain', `Mail for ${domain} goes to ${found[0]?.exchange}.`)
  } catch (error) {
    return warning('replies-domain', `The mail server for ${domain} can't be found (${reasonOf(error)}).`, fix)
  }
  return warning('replies-domain', `${domain} has no mail server.`, fix)
}

async function checkMailbox(settings: NonNullable<NonNullable<Config['replies']>['imap']>): Promise<Finding> {
  const { ImapFlow } = await loadImap()
  const client = new ImapFlow(optionsOf({ settings }))
  // the promise rejects with the same error
  client.on('error', () => {})
  try {
    await client.connect()
    const { exists } = await client.mailboxOpen(settings.mailbox, { readOnly: true })
    return ok('replies', `The mailbox ${settings.mailbox} can be read; it has ${exists} mails.`)
  } catch (error) {
    const fix = 'Check REPLY_IMAP_URL, REPLY_IMAP_PASSWORD, the name of the mailbox and the certificate.'
    return problem('replies', `The mailbox for answers can't be read (${reasonOf(error)}).`, fix)
  } finally {
    client.close()
  }
}
