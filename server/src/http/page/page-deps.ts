import type { Clock } from '../../chat/clock.ts'
import type { WidgetReader } from '../../chat/widget.ts'
import type { Config } from '../../config/config.ts'
import type { Limits } from '../../config/limits.ts'
import type { Counters } from '../../dashboard/statistics/counters.ts'
import type { Assets } from '../assets.ts'

export interface PageDeps {
  widgets: WidgetReader
  assets: Assets
  /** read at each request, so that a port that was taken late is seen */
  config: Pick<Config, 'publicUrl' | 'loopback'>
  /** null or missing: the server sends no notifications to browsers */
  push?: { publicKey: string; limits: Pick<Limits, 'PUSH_DEVICES_PER_USER'> } | null
  /** a page has asked for a widget's script; `origin` is null if the request does not name the page's origin */
  loaded?(widget_id: number, origin: string | null): void
}

export interface PageBasis extends Pick<PageDeps, 'widgets' | 'assets' | 'config'> {
  push?: { publicKey: string } | null
  chat: { limits: Pick<Limits, 'PUSH_DEVICES_PER_USER'> }
  statistics: { counters: Pick<Counters, 'script'> }
  clock: Clock
}

export const pageDeps = ({ widgets, assets, config, push, chat, statistics, clock }: PageBasis): PageDeps => ({
  widgets,
  assets,
  config,
  push: push ? { publicKey: push.publicKey, limits: chat.limits } : null,
  loaded: (widget_id, origin) => statistics.counters.script(widget_id, origin, clock.now()),
})
