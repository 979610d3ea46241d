import type { FindMessages, FoundMessages } from '../../chat/ports.ts'
import type { StoredError } from '../sqlite/writer/stored-error.ts'
import type { Pace } from './feed.ts'

export interface OpenSearch {
  /** the folder of the index; without `databaseUrl` */
  dataDir: string
  /** the chat's own SQLite file; without `databaseUrl` */
  chatPath: string
  databaseUrl: string | undefined
  pace: Pace
}

export type ToSearch =
  | ({ t: 'open' } & OpenSearch)
  | { t: 'changed'; rooms: [widget_id: number, room_id: number][]; messages: number }
  | { t: 'find'; id: number; search: FindMessages }
  | { t: 'erase'; id: number; widget_id: number; room_id: number | undefined }
  | { t: 'close' }

export type FromSearch =
  | { t: 'opened' }
  | { t: 'failed'; error: StoredError }
  | { t: 'found'; id: number; result: FoundMessages }
  | { t: 'erased'; id: number }
  | { t: 'refused'; id: number; error: StoredError }
  | { t: 'log'; message: string; error: StoredError }
  | { t: 'closed' }
