import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImapSettings } from '../../../config/config.ts'
import { freePort } from '../../../testing/free-port.ts'

/** A real IMAP server with one mailbox. */
export interface Dovecot {
  readonly settings: ImapSettings
  /** A mail comes. */
  put(mail: string): void
  /** mails by whether they were seen */
  mails(): { seen: number; unseen: number; flagged: number }
  /** Ends it as a crash would, with all connections. */
  kill(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** `npm test` provides one. */
export const findDovecot = (): string | undefined =>
  process.getuid?.() === 0 && existsSync('/usr/lib/dovecot/imap') ? '/usr/sbin/dovecot' : undefined

const USER = 'answers'
const PASSWORD = 'p@ss word'
/** nobody */
const UID = 65_534

/** @throws Error if this machine has none */
export async function startDovecot(): Promise<Dovecot> {
  const path = findDovecot()
  if (path === undefined) throw new Error('there is no dovecot: install it (apt-get install dovecot-imapd)')
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-imap-'))
  chmodSync(folder, 0o755)
  const port = freePort()
  const box = join(folder, 'mail')
  for (const name of ['', 'cur', 'new', 'tmp']) {
    mkdirSync(join(box, name), { recursive: true })
    chownSync(join(box, name), UID, UID)
  }
  const config = join(folder, 'dovecot.conf')
  writeFileSync(config, configOf(folder, port))
  let running: Bun.Subprocess | undefined
  let count = 0
  const server: Dovecot = {
    settings: { host: '127.0.0.1', port, tls: 'none', user: USER, password: PASSWORD, mailbox: 'INBOX' },
    put(mail) {
      const name = `${Date.now()}.${process.pid}_${++count}.test`
      const aside = join(box, 'tmp', name)
      writeFileSync(aside, mail)
      chownSync(aside, UID, UID)
      // as every delivery into a maildir: it is there whole, or not
      Bun.spawnSync(['mv', aside, join(box, 'new', name)])
    },
    mails() {
      const names = ['new', 'cur'].flatMap((part) => readdirSync(join(box, part)))
      const flagsOf = (name: string) => name.split(':2,')[1] ?? ''
      const seen = names.filter((name) => flagsOf(name).includes('S')).length
      const flagged = names.filter((name) => flagsOf(name).includes('F')).length
      return { seen, unseen: names.length - seen, flagged }
    },
    async start() {
      running = Bun.spawn([path, '-F', '-c', config], { stdio: ['ignore', 'ignore', 'ignore'], detached: true })
      for (let tries = 0; !(await answers(port)); tries++) {
        if (running.exitCode !== null || tries > 200) {
          throw new Error(`dovecot does not start: ${await Bun.file(join(folder, 'log')).text()}`)
        }
        await Bun.sleep(50)
      }
    },
    async kill() {
      if (running === undefined) return
      // its processes for connections are of its group
      process.kill(-running.pid, 'SIGKILL')
      await running.exited
      while (await answers(port)) await Bun.sleep(20)
    },
    async remove() {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

async function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data(socket) {
        resolve(true)
        socket.end()
      },
      close: () => resolve(false),
    },
  }).catch(() => resolve(false))
  return promise
}

const configOf = (folder: string, port: number) => `
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
ssl = no
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ${folder}/mail
mail_uid = ${UID}
mail_gid = ${UID}
first_valid_uid = 1
first_valid_gid = 1
passdb static {
  password = ${PASSWORD}
}
userdb static {
  fields {
    uid = ${UID}
    gid = ${UID}
    home = ${folder}
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    listen = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
namespace inbox {
  inbox = yes
}
`
