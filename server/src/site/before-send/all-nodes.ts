import {
  BEFORE_SEND_OUTCOMES,
  type BeforeSendStatus,
  beforeSendStatus,
} from '@imbachat/protocol/http/widget/before-send'
import { z } from 'zod'
import type { Bus } from '../../chat/bus.ts'
import type { Nodes } from '../../dashboard/administration/nodes.ts'
import type { BeforeSendClient } from './before-send.ts'
import { type NodeOutcomes, statusOf } from './node-outcomes.ts'

/** Begins each question to another node, followed by the widget. */
const QUESTION = 'before-send '

const nodeOutcomes = z.object({
  since: z.int(),
  counts: z.record(z.enum(BEFORE_SEND_OUTCOMES), z.int()),
  times: z.array(z.int().nonnegative()),
  paused_until: z.int().nullable(),
  last_failure: beforeSendStatus.shape.last_failure,
}) satisfies z.ZodType<NodeOutcomes>

interface Deps {
  beforeSend: Pick<BeforeSendClient, 'outcomes'>
  bus: Pick<Bus, 'ask' | 'answer'>
  nodes: Pick<Nodes, 'list'>
}

/** The results of asking a widget's site, from all nodes together. */
export function beforeSendOnAllNodes({
  beforeSend,
  bus,
  nodes,
}: Deps): (widget_id: number) => Promise<BeforeSendStatus> {
  bus.answer((text) => {
    const widget_id = text.startsWith(QUESTION) ? Number(text.slice(QUESTION.length)) : Number.NaN
    return Number.isInteger(widget_id) ? JSON.stringify(beforeSend.outcomes(widget_id)) : null
  })

  /** null: the node does not answer, or runs a version that does not know the question */
  async function askNode(node_id: string, widget_id: number): Promise<NodeOutcomes | null> {
    try {
      return nodeOutcomes.safeParse(JSON.parse(await bus.ask(node_id, `${QUESTION}${widget_id}`))).data ?? null
    } catch {
      return null
    }
  }

  return async (widget_id) => {
    const others = (await nodes.list()).filter((node) => node.alive && !node.this)
    const answers = await Promise.all(others.map(({ node_id }) => askNode(node_id, widget_id)))
    const received = answers.filter((answer) => answer !== null)
    return statusOf([beforeSend.outcomes(widget_id), ...received], answers.length - received.length)
  }
}
