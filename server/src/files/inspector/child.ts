// Runs as a process of its own: whatever a file does to a decoder, it does it here.
import { ChatError } from '@imbachat/protocol'
import type { MailToRead, ReadMail } from '../../notifications/replies/read-mail.ts'
import { inspectFile } from './inspect-file.ts'
import type { Answer, Question } from './inspector.ts'

process.on('message', (question: Question) => {
  answerTo(question).then(
    (found) => answer(found),
    (error: unknown) => {
      if (error instanceof ChatError) answer({ refused: error.toBody() })
      // the file is gone, or the disk is full: this is not a fault of the file
      else if (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))) {
        answer({ refused: { code: 'storage_unavailable', message: 'The file can not be read right now.' } })
      } else throw error
    },
  )
})
async function answerTo(question: Question): Promise<Answer> {
  if ('digestOf' in question) return { digest: await digestOf(question.digestOf) }
  if ('mail' in question) return { mail: await mailOf(question.mail) }
  return { inspected: await inspectFile(question) }
}

/** Reports an error of the mail parser as a broken mail. @throws ChatError file_broken */
async function mailOf(mail: MailToRead): Promise<ReadMail> {
  // a process for files does without it
  const { readMail } = await import('../../notifications/replies/read-mail.ts')
  return readMail(mail).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))) throw error
    throw new ChatError('file_broken', 'This is not a mail that can be read.')
  })
}

/** SHA-256, hex. Reading a large file without a pause would keep the server from its messages. */
async function digestOf(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256')
  for await (const chunk of Bun.file(path).stream()) hasher.update(chunk)
  return hasher.digest('hex')
}

process.on('disconnect', () => process.exit(0))

const answer = (result: Answer) => process.send?.(result)
