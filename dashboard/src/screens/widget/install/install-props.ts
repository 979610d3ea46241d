import type { WidgetView } from '../../../requests/api.ts'
import type { Keys } from '../keys/keys.ts'

export interface InstallProps {
  widget: WidgetView
  keys: Keys
  onChanged: (widget: WidgetView) => void
  onTested: () => void
  /** a plugin has set addresses of the widget */
  onConnected: () => void
}
