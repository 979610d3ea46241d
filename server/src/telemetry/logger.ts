import type { Log } from '../chat/log.ts'
import { createLineLimit } from './line-limit.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

type Level = (typeof LEVELS)[number]

/** The maximum characters of one text in a line: a site's answer or a stack can have any length. */
const MAX_TEXT = 4_000

/** Fields that are never written, even if a caller passes them by mistake. */
const SECRET_FIELD = /password|secret|token|authori[sz]ation|cookie|jwt|credential|api_?login/i

/**
 * Writes one line of JSON per event: `time` (ISO 8601), `level`, `message`, then the fields. Nothing below `level` is
 * written. Lines with the same level and message have one cause. Above 10 lines per second of one cause, the logger
 * drops lines and then writes how many; not at `debug`, where each line is a step of one request.
 * @param write gets whole lines
 */
export function createLogger({
  level,
  now = Date.now,
  write = (line) => void process.stderr.write(line),
  after,
}: {
  level: Level | 'silent'
  now?: () => number
  write?: (line: string) => void
  after?: Parameters<typeof createLineLimit>[1]
}): Log {
  const lowest = level === 'silent' ? LEVELS.length : LEVELS.indexOf(level)
  function put(of: Level, message: string, fields: Record<string, unknown>): void {
    const line = { time: new Date(now()).toISOString(), level: of, message, ...fields }
    write(`${JSON.stringify(line, writable(new Set()))}\n`)
  }
  const at = (of: Level) => {
    const isTrace = of === 'debug'
    const limit = createLineLimit((message, left_out) => put(of, message, { left_out }), after)
    return (message: string, fields: Record<string, unknown> = {}) => {
      if (LEVELS.indexOf(of) >= lowest && (isTrace || limit.take(message))) put(of, message, fields)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Writes values that JSON can't hold as words: a logger must never throw. */
function writable(seen: Set<object>) {
  return (key: string, value: unknown): unknown => {
    if (SECRET_FIELD.test(key)) return '[not logged]'
    switch (typeof value) {
      case 'string':
        return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value
      case 'bigint':
      case 'function':
      case 'symbol':
        return String(value)
      case 'object':
        if (value === null) return null
        if (seen.has(value)) return '[seen above]'
        seen.add(value)
        return value instanceof Error ? errorFields(value) : value
      default:
        return value
    }
  }
}

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, cause }
}
