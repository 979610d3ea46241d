import { changeSettings } from '../../chat/own-state/change-settings.ts'
import type { Handler } from './handler.ts'

export const settingsSet: Handler<'settings.set'> = async ({ deps, principal }, { settings }) => ({
  item: await changeSettings(deps, principal, settings),
})
