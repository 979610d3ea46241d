import { setPriority } from 'node:os'
import { ChatError, type ErrorBody } from '@imbachat/protocol'
import type { Subprocess } from 'bun'
import { ownScript } from '../../build/built.ts'
import type { InspectedFile } from '../../chat/attachments/ports.ts'
import type { Log } from '../../chat/log.ts'
import type { MailToRead, ReadMail } from '../../notifications/replies/read-mail.ts'
import type { Inspection } from './inspect-file.ts'

/** Requests to an inspector process, and its answers. */
export type Question = Inspection | { digestOf: string } | { mail: MailToRead }
export type Answer = { inspected: InspectedFile } | { digest: string } | { mail: ReadMail } | { refused: ErrorBody }

/** `moved` is called whenever a file is begun, while this one waits or for its own turn: at least every `timeoutMs`. */
export interface Inspector {
  /** @throws ChatError file_broken, picture_too_large, storage_unavailable */
  inspect(inspection: Inspection, moved?: () => void): Promise<InspectedFile>
  /** SHA-256 of a file, hex. @throws ChatError file_broken, storage_unavailable */
  digest(path: string, moved?: () => void): Promise<string>
  /** @throws ChatError file_broken: not a mail, or its reader crashed on it; storage_unavailable */
  readMail(mail: MailToRead): Promise<ReadMail>
  close(): void
}

export const INSPECTOR_LIMITS = {
  /** files that are looked at at the same time, each in a process of its own */
  atOnce: 2,
  /** milliseconds for one file; then its process is killed */
  timeoutMs: 30_000,
  /** a file whose process dies before its time is over is tried again, in case that it was another reason */
  tries: 2,
  /** milliseconds after which a process without work ends */
  idleMs: 60_000,
  /** bytes that a process may allocate, where the system has `prlimit` */
  memoryBytes: 1024 * 1024 * 1024,
}

/** Leaves the cores to messages. */
const LOW_PRIORITY = 10

interface Task {
  question: Question
  tries: number
  moved?: (() => void) | undefined
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Looks at files in child processes with little memory and time and no secrets in their environment. They start when
 * the first file comes.
 */
export function createInspector(
  log: Log,
  limits: Partial<typeof INSPECTOR_LIMITS> = {},
  program = ownScript('inspector-child').pathname,
): Inspector {
  const { atOnce, timeoutMs, tries, idleMs, memoryBytes } = { ...INSPECTOR_LIMITS, ...limits }
  const waiting: Task[] = []
  const idle: Subprocess[] = []
  const tasks = new Map<Subprocess, { task: Task; timer: Timer }>()
  const timedOut = new WeakSet<Subprocess>()
  const idleTimers = new Map<Subprocess, Timer>()
  let closed = false

  function next(): void {
    if (closed || waiting.length === 0 || tasks.size >= atOnce) return
    const task = waiting.shift()
    if (!task) return
    for (const { moved } of [task, ...waiting]) moved?.()
    const child = idle.pop() ?? start()
    clearTimeout(idleTimers.get(child))
    const giveUp = () => {
      timedOut.add(child)
      child.kill('SIGKILL')
    }
    tasks.set(child, { task, timer: setTimeout(giveUp, timeoutMs) })
    child.send(task.question)
  }

  function start(): Subprocess {
    const limit = Bun.which('prlimit')
    const limited = limit === null ? [] : [limit, `--data=${memoryBytes}`, '--core=0']
    const child: Subprocess = Bun.spawn([...limited, process.execPath, program], {
      // no `.env` is read, no secret inherited
      cwd: '/',
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'ignore'],
      serialization: 'json',
      ipc: (answer: Answer) => answered(child, answer),
      onExit: () => ended(child),
    })
    lowerPriority(child.pid)
    return child
  }

  function finish(child: Subprocess): Task | null {
    const running = tasks.get(child)
    if (!running) return null
    clearTimeout(running.timer)
    tasks.delete(child)
    return running.task
  }

  function answered(child: Subprocess, answer: Answer): void {
    const task = finish(child)
    idle.push(child)
    idleTimers.set(
      child,
      setTimeout(() => child.kill(), idleMs),
    )
    if ('refused' in answer) task?.reject(new ChatError(answer.refused.code, answer.refused.message))
    else task?.resolve(answer)
    next()
  }

  function ended(child: Subprocess): void {
    clearTimeout(idleTimers.get(child))
    idleTimers.delete(child)
    const place = idle.indexOf(child)
    if (place >= 0) idle.splice(place, 1)
    const task = finish(child)
    if (task) triedInVain(task, child)
    next()
  }

  function triedInVain(task: Task, child: Subprocess): void {
    const { exitCode, signalCode } = child
    log.warn('a file ended the process that looked at it', { exitCode, signalCode, tries: task.tries })
    if (closed) task.reject(stopping())
    else if (task.tries >= tries || timedOut.has(child)) {
      task.reject(new ChatError('file_broken', 'The file can not be read.'))
    } else waiting.push({ ...task, tries: task.tries + 1 })
  }

  function ask<A extends Answer>(question: Question, moved?: () => void): Promise<A> {
    return new Promise<Answer>((resolve, reject) => {
      waiting.push({ question, tries: 1, moved, resolve, reject })
      next()
    }) as Promise<A>
  }

  return {
    inspect: async (inspection, moved) => (await ask<{ inspected: InspectedFile }>(inspection, moved)).inspected,
    digest: async (path, moved) => (await ask<{ digest: string }>({ digestOf: path }, moved)).digest,
    readMail: async (mail) => (await ask<{ mail: ReadMail }>({ mail })).mail,
    close() {
      closed = true
      for (const { reject } of waiting) reject(stopping())
      for (const child of [...idle, ...tasks.keys()]) child.kill('SIGKILL')
    },
  }
}

const stopping = () => new ChatError('storage_unavailable', 'The server is stopping.', { retryAfterMs: 1_000 })

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, LOW_PRIORITY)
  } catch {
    // where the system does not allow it, the process runs as all others do
  }
}
