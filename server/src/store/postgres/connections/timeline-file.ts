import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Log } from '../../../chat/log.ts'
import { giveToFolderOwner } from '../../../config/folder-owner.ts'
import type { Timeline, TimelineFile } from './hosts.ts'

/** The server starts even if the file can't be read or written, and logs it. */
export function timelineFile(path: string, log: Log): TimelineFile {
  return {
    read() {
      if (!existsSync(path)) return null
      try {
        const { system, number } = (JSON.parse(readFileSync(path, 'utf8')) ?? {}) as Partial<Timeline>
        if (typeof system === 'string' && typeof number === 'number') return { system, number }
        throw new Error('expected {"system": "…", "number": 1}')
      } catch (error) {
        log.warn(`${path} can't be read: an old primary is not recognized until a newer one was reached`, { error })
        return null
      }
    },
    /** Renamed into place: a reader, also after a crash, finds the old content or the new one. */
    write(timeline) {
      const aside = `${path}.${crypto.randomUUID()}`
      try {
        writeFileSync(aside, JSON.stringify(timeline), { flag: 'wx', mode: 0o600, flush: true })
        giveToFolderOwner(aside)
        renameSync(aside, path)
      } catch (error) {
        log.warn(`${path} can't be written: after a restart, an old primary is not recognized`, { error })
        if (existsSync(aside)) rmSync(aside)
      }
    },
  }
}
