import { apiBotOperations } from './api-bots.ts'
import { apiEventOperations } from './api-events.ts'
import { apiImportOperations } from './api-import.ts'
import { keyOperations } from './api-key.ts'
import { apiMessageOperations } from './api-messages.ts'
import { apiModerationOperations } from './api-moderation.ts'
import { apiRoomOperations } from './api-rooms.ts'
import { apiSettingsOperations } from './api-settings.ts'
import { apiStatisticsOperations } from './api-statistics.ts'
import { apiUserOperations } from './api-users.ts'
import { apiWebhookOperations } from './api-webhooks.ts'

/** Every call of the server API, by its id. The server has one act for each (`server/src/http/api`). */
export const apiOperations = {
  ...keyOperations,
  ...apiMessageOperations,
  ...apiRoomOperations,
  ...apiUserOperations,
  ...apiImportOperations,
  ...apiEventOperations,
  ...apiStatisticsOperations,
  ...apiModerationOperations,
  ...apiSettingsOperations,
  ...apiWebhookOperations,
  ...apiBotOperations,
}

export type ApiOperationId = keyof typeof apiOperations
