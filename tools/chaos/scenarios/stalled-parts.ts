import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { ReplyTo } from '@imbachat/protocol'
import { pairs, talk } from '../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

/** Memory that stalled parts may cost the server, bytes. */
const MOST_BYTES = 50_000_000
/**
 * Factor by which a neighbour's message may wait longer for its ack. Times below the floor depend on the machine alone.
 */
const MOST_TIMES = 2
const FLOOR_MS = 150
const PART_BYTES = 1_000_000
const SENT_BYTES = 20_000
/** how long each measurement talks, milliseconds */
const TALK_MS = 6_000

interface Stalled {
  users: number
  uploadsOfUser: number
  /** connections that send a part of the same upload */
  ofUpload: number
}

/** Users of one widget begin parts of files on many connections, send a little and stop; users of another talk. */
export async function stalledParts({ users, uploadsOfUser, ofUpload }: Stalled): Promise<Outcome> {
  const stage = await Stage.set({ widgets: 1 })
  const sockets: Socket[] = []
  try {
    const noisy = await stage.unwatchedWidget()
    const begun: ReplyTo<'upload.create'>[] = []
    for (let n = 0; n < users; n++) {
      const client = stage.client(`n${n}`, { of: noisy, record: () => {} })
      await client.start()
      const { room } = await client.request('room.open', { pipe: `of ${n}`, is_public: false, user_ids: [] })
      for (let file = 0; file < uploadsOfUser; file++) {
        const wanted = { room_id: room.room_id, name: 'a.bin', size: PART_BYTES }
        begun.push(await client.request('upload.create', wanted))
      }
    }
    const speakers = await pairs(stage, 4)
    const calm = await talked()
    const before = rss(stage.server.pid)
    for (const { url, token } of begun) {
      for (let n = 0; n < ofUpload; n++) {
        sockets.push(stall(stage.server.port, url, token))
        await Bun.sleep(2)
      }
    }
    await Bun.sleep(1_000)
    const meanwhile = await talked()
    const cost = rss(stage.server.pid) - before
    const verdict = await stage.verdict()
    if (cost > MOST_BYTES) verdict.broken.push(`FILE-33: ${sockets.length} stalled parts cost ${mb(cost)}`)
    if (meanwhile > Math.max(FLOOR_MS, MOST_TIMES * calm)) {
      verdict.broken.push(`FILE-33: neighbours waited ${ms(meanwhile)} for their acks, and ${ms(calm)} before`)
    }
    const figures =
      `${sockets.length} stalled parts of ${begun.length} uploads cost ${mb(cost)}; ` +
      `acks of a neighbour p99 ${ms(calm)} before, ${ms(meanwhile)} meanwhile`
    return { figures, verdict }

    async function talked(): Promise<number> {
      const talking = talk(speakers, 10, { acts: 'messages' })
      await Bun.sleep(TALK_MS)
      await talking.stop()
      return quantile(talking.latencies, 0.99)
    }
  } finally {
    for (const socket of sockets) socket.destroy()
    await stage.close()
  }
}

function stall(port: number, url: string, token: string): Socket {
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(
      `PATCH ${url} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ntus-resumable: 1.0.0\r\n` +
        `upload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\ncontent-length: ${PART_BYTES}\r\n\r\n`,
    )
    socket.write(Buffer.alloc(SENT_BYTES))
  })
  socket.on('error', () => {})
  return socket
}

/** Memory of a process, bytes. */
function rss(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`

export const scenario: Scenario = {
  name: 'stalled parts of files',
  play: () => stalledParts({ users: 25, uploadsOfUser: 40, ofUpload: 1 }),
}

export const ofOneUpload: Scenario = {
  name: 'stalled parts of one file',
  play: () => stalledParts({ users: 1, uploadsOfUser: 1, ofUpload: 1_000 }),
}
