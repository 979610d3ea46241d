import type { WidgetView } from '../../../requests/api.ts'
import type { Keys } from '../keys/keys.ts'

export interface InstallProps {
  widget: WidgetView
  keys: Keys
  onChanged: (widget: WidgetView) => void
  /** @param works the site answered well at the saved address */
  onTested: (works: boolean) => void
  /** a plugin has set addresses of the widget */
  onConnected: () => void
}
