import type { WidgetReader } from '../../chat/widget.ts'
import type { Config } from '../../config/config.ts'
import type { Assets } from '../assets.ts'

export interface PageDeps {
  widgets: WidgetReader
  assets: Assets
  /** read at each request, so that a port that was taken late is seen */
  config: Pick<Config, 'publicUrl' | 'loopback'>
  /** a page has asked for a widget's script; `origin` is null if it does not say whose page it is */
  loaded?(widget_id: number, origin: string | null): void
}
