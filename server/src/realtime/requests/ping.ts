import type { Handler } from './handler.ts'

export const ping: Handler<'ping'> = async ({ deps }) => ({ server_time: deps.clock.now() })
