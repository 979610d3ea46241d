import type { ReplyMail } from '../../dashboard/mails.ts'
import type { Message } from '../../mail/mailer.ts'
import { plainMail } from '../../mail/write-mail.ts'
import { oneLine } from '../mail/write-digest.ts'
import { REPLY_WORDS } from './words.ts'

/** Names of files that a mail lists at most. */
const MOST_NAMES = 20

/** A mail to a user about their answer: why it is not in the chat, or whether it is theirs. */
export function writeReplyMail(mail: ReplyMail): Message {
  const words = REPLY_WORDS[mail.language]
  const site = oneLine(mail.site)
  const put = (text: string, name: string, value: string) => text.replace(`{${name}}`, () => value)
  const ofSite = (text: string) => put(text, 'site', site)
  const answers = mail.answers === null ? {} : { answers: mail.answers }
  if (mail.kind === 'reply_held') {
    const parts = {
      subject: ofSite(words.held_subject),
      before: [put(ofSite(words.held), 'from', oneLine(mail.from))],
      button: words.held_button,
      after: [words.held_ignore],
    }
    return { ...plainMail(mail, parts, mail.link), ...answers, isAnswer: true }
  }
  const files = mail.why === 'files' ? mail.files.slice(0, MOST_NAMES).map(oneLine).join(', ') : ''
  const parts = {
    subject: ofSite(words.refused_subject),
    before: [put(ofSite(words.refused[mail.why]), 'files', files), ofSite(words.in_chat)],
  }
  return { ...plainMail(mail, parts, null), ...answers, isAnswer: true }
}
