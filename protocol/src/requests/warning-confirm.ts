import { z } from 'zod'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The user has read a warning of the widget's moderators; no device shows it again. Another id changes nothing. */
export const warningConfirm = defineRequest({
  name: 'warning.confirm',
  audience: 'writers',
  fields: { warning_id: z.string().max(100) },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: [],
})
