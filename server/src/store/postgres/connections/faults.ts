import { ChatError } from '@imbachat/protocol/errors/codes'
import { DatabaseError } from 'pg'
import { StoreError } from '../../store-error.ts'
import { NoHost } from './connection.ts'
import { NotPrimary, OldPrimary } from './hosts.ts'

/**
 * The meaning of a failed statement. `lost`: the connection is unusable, and if the statement was a commit, its outcome
 * is unknown. `again`: nothing is stored, and the same transaction may succeed now. `trouble`: the database itself
 * fails (disk, memory, no answer in time). `refused`: the database would refuse the statement again.
 */
export type Fault = 'lost' | 'again' | 'trouble' | 'refused'

/** Serialization failure, deadlock, lock not available in time. */
const AGAIN = new Set(['40001', '40P01', '55P03'])

/** Shutdown, crash, startup, idle too long in a transaction, too many connections. */
const LOST = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '53300'])

/** A statement was prepared before a newer node's migration added a column to its table. */
export const isOutdated = ({ code, routine }: DatabaseError) => code === '0A000' && routine === 'RevalidateCachedQuery'

const DISK_FULL = '53100'

/** A statement took longer than its session allows. */
const TOO_SLOW = '57014'

const CONNECTION_MESSAGE =
  /^(Connection terminated|Client has encountered|Client was closed|timeout e|Query read timeout)/

export function faultOf(error: unknown): Fault {
  if (error instanceof DatabaseError) {
    const code = error.code ?? ''
    if (AGAIN.has(code) || isOutdated(error)) return 'again'
    if (LOST.has(code) || code.startsWith('08')) return 'lost'
    if (code === TOO_SLOW || code.startsWith('53') || code.startsWith('58')) return 'trouble'
    return 'refused'
  }
  if (error instanceof NotPrimary || error instanceof OldPrimary || error instanceof NoHost) return 'lost'
  if (!(error instanceof Error)) return 'refused'
  const fromSystem = 'syscall' in error || ('code' in error && /^E[A-Z]+$/.test(String(error.code)))
  return fromSystem || CONNECTION_MESSAGE.test(error.message) ? 'lost' : 'refused'
}

/** Maps a database error to the error that callers get. */
export function toCallerError(error: unknown): Error {
  if (error instanceof ChatError) return error
  if (error instanceof DatabaseError && error.code === DISK_FULL) return cannotWrite()
  if (faultOf(error) !== 'refused') return databaseAway()
  if (error instanceof DatabaseError) return new StoreError(error.message, error.code)
  return error instanceof Error ? error : new StoreError(String(error), undefined)
}

const cannotWrite = (): ChatError =>
  new ChatError('storage_unavailable', 'The database can store nothing right now.', { retryAfterMs: 5_000 })

export const databaseAway = (): ChatError =>
  new ChatError('server_busy', 'The database does not respond right now.', { retryAfterMs: 1_000 })
