import { z } from 'zod'
import { type BusEvent, busEvent, type NodeNews, nodeNews } from '../chat/bus.ts'
import { fromOldEvent } from '../input/old-names.ts'

const id = z.int().positive()
const newsFrame = z.object({ from: z.string().min(1), news: nodeNews })
const envelope = z.object({ from: z.string().min(1), n: id, event: z.object({ t: z.string() }).loose() })
const beat = z.object({ from: z.string().min(1), counts: z.array(z.tuple([id, id])) })

/**
 * Reads an event of another node, with its number. `event` is null if this version does not know its type. Unknown
 * fields are dropped.
 * @param text JSON
 */
export function readBusMessage(text: string): { from: string; n: number; event: BusEvent | null } | null {
  const outer = envelope.safeParse(parsed(text))
  if (!outer.success) return null
  const { from, n, event } = outer.data
  return { from, n, event: busEvent.safeParse(fromOldEvent(event)).data ?? null }
}

/** Reads how many events another node has published. @param text JSON */
export function readBeat(text: string): z.infer<typeof beat> | null {
  return beat.safeParse(parsed(text)).data ?? null
}

/**
 * Reads another node's news about itself; null if it has another form, such as that of a newer version.
 * @param text JSON
 */
export function readNews(text: string): { from: string; news: NodeNews } | null {
  return newsFrame.safeParse(parsed(text)).data ?? null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
