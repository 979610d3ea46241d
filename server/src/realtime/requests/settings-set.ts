import { changeSettings } from '../../chat/own-state/change-settings.ts'
import type { Handler } from './handler.ts'

export const settingsSet: Handler<'settings.set'> = async ({ parts, principal }, { settings }) => ({
  item: await changeSettings(parts, principal, settings),
})
