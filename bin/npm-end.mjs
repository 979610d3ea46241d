import { readFileSync } from 'node:fs'

/** How often it is looked whether npm is still there, milliseconds. */
const LOOK_MS = 250

/**
 * Calls back once when the npm that runs this process is gone. npm runs scripts through a shell, which dies of a
 * SIGTERM without passing it on, and stays when npm is killed outright; either way nobody is left who would stop what
 * was started.
 */
export function whenNpmEnds(call) {
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const npm = parentOf(shell)
  const looking = setInterval(() => {
    if (process.ppid === shell && isAlive(npm)) return
    clearInterval(looking)
    call()
  }, LOOK_MS)
  looking.unref()
}

/** @returns null where there is no /proc to tell, and when npm itself is the parent */
function parentOf(pid) {
  try {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('npm')) return null
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1])
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    if (pid !== null) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
