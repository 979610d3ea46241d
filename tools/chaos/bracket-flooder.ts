// A process of guests who send the frames that take longest to parse, as often as a guest may send. Commands and
// answers go over IPC.
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import { obeyCommands } from '../load/command-worker.ts'

export type BracketCommand =
  /** `perSecond`: frames per guest */
  { t: 'flood'; url: string; guests: number; perSecond: number } | { t: 'report' } | { t: 'stop' }

export interface BracketReport {
  sent: number
  ended: number
}

const BRACKETS = `{"t":"ping","id":7,"x":${'['.repeat(65_000)}`
const TICK_MS = 20
/** Milliseconds until a disconnected guest reconnects. */
const AGAIN_MS = 100

const report: BracketReport = { sent: 0, ended: 0 }
let going = true

function come(url: string, perSecond: number): Promise<void> {
  const socket = new WebSocket(url)
  let owed = 0
  const sending = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN || !going) return
    for (owed += (perSecond * TICK_MS) / 1_000; owed >= 1; owed--) {
      socket.send(BRACKETS)
      report.sent++
    }
  }, TICK_MS)
  const opened = new Promise<void>((resolve) => {
    socket.onopen = () => {
      socket.send(JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token: null }))
      resolve()
    }
  })
  socket.onclose = () => {
    clearInterval(sending)
    report.ended++
    if (going) setTimeout(() => void come(url, perSecond), AGAIN_MS)
  }
  return opened
}

async function obey(command: BracketCommand): Promise<BracketReport> {
  if (command.t === 'stop') going = false
  if (command.t === 'flood') {
    const { url, guests, perSecond } = command
    await Promise.all(Array.from({ length: guests }, () => come(url, perSecond)))
  }
  return { ...report }
}

obeyCommands(obey)
