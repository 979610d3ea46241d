import { ChatError } from '@imbachat/protocol'
import type { MessageSearch } from '../ports.ts'

/** For a server whose administrator turned the search off. */
export const noSearch: MessageSearch = {
  find: () => Promise.reject(new ChatError('search_off', 'This server does not search in messages.')),
  rangesIn: () => null,
  changed() {},
  erase: async () => undefined,
  close: async () => undefined,
}
