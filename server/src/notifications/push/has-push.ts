import type { Widget } from '../../chat/widget.ts'
import type { Limits } from '../../config/limits.ts'

/** Does the widget send notifications to browsers? */
export const hasPush = (
  { settings }: Pick<Widget, 'settings'>,
  limits: Pick<Limits, 'PUSH_DEVICES_PER_USER'>,
): boolean => settings.push_content !== 'off' && limits.PUSH_DEVICES_PER_USER > 0
