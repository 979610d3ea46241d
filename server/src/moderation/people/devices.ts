import { type ConnectedDevice, connectedDevice, DEVICES_SHOWN } from '@imbachat/protocol/http/moderation/people'
import { z } from 'zod'
import type { Bus } from '../../chat/bus.ts'
import type { Nodes } from '../../dashboard/administration/nodes.ts'
import type { Devices } from './people-deps.ts'

/** The connections of this node, by user. */
interface Here {
  /** the oldest first */
  sessionsOf(widget_id: number, user_id: string): readonly { device: Device; openedAt: number }[]
  /** @returns the number of ended connections */
  signOut(widget_id: number, user_id: string): number
}

type Device = Pick<ConnectedDevice, 'browser' | 'system'>

export interface DevicesDeps {
  here: Here
  bus: Pick<Bus, 'node_id' | 'ask' | 'answer'>
  nodes: Pick<Nodes, 'list'>
}

/** Begins each question to another node, followed by JSON. */
const QUESTION = 'devices '
const question = z.object({ act: z.enum(['list', 'sign_out']), widget_id: z.int(), user_id: z.string() })
type Question = z.output<typeof question>

const answer = z.object({ total: z.int().nonnegative(), devices: z.array(connectedDevice.omit({ node: true })) })
type Answer = z.output<typeof answer>

export function createDevices({ here, bus, nodes }: DevicesDeps): Devices {
  function onThisNode({ act, widget_id, user_id }: Question): Answer {
    if (act === 'sign_out') return { total: here.signOut(widget_id, user_id), devices: [] }
    const sessions = here.sessionsOf(widget_id, user_id)
    return {
      total: sessions.length,
      devices: sessions.slice(-DEVICES_SHOWN).map(({ device, openedAt }) => ({ ...device, since: openedAt })),
    }
  }

  bus.answer((text) => {
    if (!text.startsWith(QUESTION)) return null
    const read = question.safeParse(parsed(text.slice(QUESTION.length)))
    return read.success ? JSON.stringify(onThisNode(read.data)) : ''
  })

  /** null: the node does not answer, or runs a version that does not know the question */
  async function askNode(node_id: string, asked: Question): Promise<Answer | null> {
    try {
      return answer.safeParse(parsed(await bus.ask(node_id, QUESTION + JSON.stringify(asked)))).data ?? null
    } catch {
      return null
    }
  }

  async function ask(asked: Question): Promise<{ node: string; answer: Answer | null }[]> {
    const mine = onThisNode(asked)
    const running = (await nodes.list()).filter(({ alive }) => alive)
    return Promise.all(
      running.map(async (node) => ({
        node: node.name,
        answer: node.this ? mine : await askNode(node.node_id, asked),
      })),
    )
  }

  const silentOf = (answers: { answer: Answer | null }[]) => answers.filter(({ answer }) => answer === null).length
  const totalOf = (answers: { answer: Answer | null }[]) =>
    answers.reduce((sum, { answer }) => sum + (answer?.total ?? 0), 0)

  return {
    async list(person) {
      const answers = await ask({ act: 'list', ...person })
      const devices = answers.flatMap(({ node, answer }) =>
        (answer?.devices ?? []).map((device) => ({ ...device, node: answers.length > 1 ? node : null })),
      )
      return {
        devices: devices.sort((a, b) => b.since - a.since).slice(0, DEVICES_SHOWN),
        total: totalOf(answers),
        silent_nodes: silentOf(answers),
      }
    },
    async signOut(person) {
      const answers = await ask({ act: 'sign_out', ...person })
      return { ended: totalOf(answers), silent_nodes: silentOf(answers) }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
