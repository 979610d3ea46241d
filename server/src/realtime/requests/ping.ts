import type { Handler } from './handler.ts'

export const ping: Handler<'ping'> = async ({ parts }) => ({ server_time: parts.clock.now() })
