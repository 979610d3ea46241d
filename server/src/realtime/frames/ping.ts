import { forVisitors } from './handler.ts'

export const ping = forVisitors<'ping'>(async ({ parts }) => ({ server_time: parts.clock.now() }))
