import { z } from 'zod'
import { ownItem, userSettings } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Changes the user's own settings, on all of their devices: what is named changes, the rest stays. */
export const settingsSet = defineRequest({
  name: 'settings.set',
  audience: 'users',
  fields: { settings: userSettings.partial() },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: [],
})
