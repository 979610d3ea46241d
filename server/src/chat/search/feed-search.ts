import type { Bus } from '../bus.ts'
import type { MessageSearch } from '../ports.ts'

/** Each node indexes the messages that it published. @returns stop */
export function feedSearch(bus: Bus, search: Pick<MessageSearch, 'changed'>): () => void {
  return bus.subscribe((event, from) => {
    if (event.t === 'message' && from === bus.node_id) search.changed(event.widget_id, event.room_id)
  })
}
