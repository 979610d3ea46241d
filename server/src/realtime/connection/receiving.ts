import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import type { Trace } from '../../telemetry/trace.ts'
import type { Hub } from '../delivery/hub.ts'
import type { FrameRates } from '../limits/frame-rates.ts'
import type { RealtimeLimits } from '../limits/limits.ts'

export interface Receiving {
  deps: ChatDeps
  hub: Hub
  limits: RealtimeLimits
  rates: FrameRates
  metrics: Pick<Metrics, 'request'> | null
  trace: Pick<Trace, 'request' | 'answered' | 'refused'> | null
}
