import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { byTimeOfWriting } from '../outbox/outbox-storage.ts'
import type { OutboxStorage, OutgoingMessage } from '../types.ts'

export interface FileOutboxOptions {
  /** messages that may wait, refused ones among them; `send` rejects above it. Default 10,000 */
  most?: number
}

/**
 * For `outboxStorage` in Node and Bun: unsent messages wait in a folder, and outlive the process and a power failure.
 * `send` resolves when the message is on disk; the next client with this folder sends what is left there. Each server,
 * widget and user has a folder of its own inside. One client uses it at a time: for another one, `send` rejects.
 *
 * @param folder made if it is missing. Only the account of this process can read what is in it
 */
export function fileOutbox(
  folder: string,
  { most = 10_000 }: FileOutboxOptions = {},
): (owner: string) => Promise<OutboxStorage> {
  return (owner) => openFolder(resolve(folder, createHash('sha256').update(owner).digest('hex').slice(0, 32)), most)
}

/** A message has a file of its own, named after its client id. */
const MESSAGE = /^[0-9a-f-]{36}\.json$/
/** The ending of a file until it is complete. */
const UNFINISHED = '.new'

async function openFolder(folder: string, most: number): Promise<OutboxStorage> {
  await makeFolder(folder)
  const lock = await lockFolder(folder)
  const messages = await readMessages(folder).catch(async (error: unknown) => {
    await lock.release()
    throw error
  })
  const fileOf = (client_id: string) => join(folder, `${client_id}.json`)
  /** one change after the other, so that the last one of a message wins */
  let last: Promise<void> = Promise.resolve()

  function change(act: () => Promise<void>): Promise<void> {
    const changed = last.then(act)
    last = changed.catch(() => {})
    return changed
  }

  return {
    all: async () => [...messages.values()].sort(byTimeOfWriting),
    put: (message) =>
      change(async () => {
        if (!(await lock.isOurs())) throw new Error(`the outbox ${folder} is used by another client now`)
        if (messages.size >= most && !messages.has(message.client_id)) {
          throw new Error(`the outbox ${folder} is full: ${most} messages wait or were refused`)
        }
        await write(fileOf(message.client_id), JSON.stringify(message))
        messages.set(message.client_id, message)
      }),
    // without a sync: a message that comes back after a power failure is sent again, which stores nothing
    remove: (client_id) =>
      change(async () => {
        await rm(fileOf(client_id), { force: true })
        messages.delete(client_id)
      }),
    async close() {
      await last
      await lock.release()
    },
  }
}

async function readMessages(folder: string): Promise<Map<string, OutgoingMessage>> {
  const messages = new Map<string, OutgoingMessage>()
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    if (name.endsWith(UNFINISHED)) await rm(file, { force: true })
    if (!MESSAGE.test(name)) continue
    const text = await readFile(file, 'utf8')
    try {
      const message: OutgoingMessage = JSON.parse(text)
      messages.set(message.client_id, message)
    } catch {
      throw new Error(`${file} is not a message of an outbox`)
    }
  }
  return messages
}

/** Resolves when the file is on disk, whole. */
async function write(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`
  try {
    const handle = await open(unfinished, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Keeps the names of its files. Windows does so by itself, and refuses. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Folders that a client of this process has, and those that it is about to leave. */
const openHere = new Set<string>()
const closing = new Map<string, Promise<void>>()

/**
 * Node has no lock that ends with its process, so a file names the process. If two of them start at the same moment,
 * the later one has the folder: the other notices it before it writes, and what both send is stored once.
 * @throws Error if a living process has the folder
 */
async function lockFolder(folder: string) {
  await closing.get(folder)
  if (openHere.has(folder)) throw new Error(`the outbox ${folder} is used by another client of this process`)
  openHere.add(folder)
  const file = join(folder, 'lock')
  const own = JSON.stringify({ pid: process.pid, started: await startOf(process.pid), id: randomUUID() })
  const isOurs = async () => (await readFile(file, 'utf8').catch(() => '')) === own
  try {
    const holder = await holderOf(file)
    if (holder !== null) throw new Error(`the outbox ${folder} is used by process ${holder}`)
    await write(file, own)
  } catch (error) {
    openHere.delete(folder)
    throw error
  }
  async function leave() {
    if (await isOurs()) await rm(file, { force: true })
    openHere.delete(folder)
    closing.delete(folder)
  }
  return {
    isOurs,
    release() {
      const left = closing.get(folder) ?? leave()
      closing.set(folder, left)
      return left
    },
  }
}

/** @returns the living process that the lock names */
async function holderOf(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const { pid, started } = (text === '' ? {} : JSON.parse(text)) as { pid?: number; started?: string }
  // the number of this process, of another one before it: in a container all are number 1
  if (pid === undefined || pid === process.pid) return null
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null
  }
  return (await startOf(pid)) === started ? pid : null
}

/** Distinguishes processes that had the same id one after the other. '' if the platform has no such value. */
async function startOf(pid: number): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const state = await readFile(`/proc/${pid}/stat`, 'utf8')
    // the program's name may contain anything
    return `${boot.trim()} ${state.slice(state.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return ''
  }
}
