import type { apiImportOperations } from '@imbachat/protocol/http/api/api-import'
import { createUpload } from '../../../chat/attachments/create-upload.ts'
import { FROM_SITE } from '../../../chat/attachments/file.ts'
import { importHistory, type RoomOfHistory } from '../../../chat/history/import-history.ts'
import { profilesById } from '../../../chat/users/profiles.ts'
import { describedBy } from '../../../chat/users/put-site-user.ts'
import type { ApiActs } from '../endpoint.ts'
import { filesGiven, uploadPlaceOf } from './files.ts'

export const importActs: ApiActs<typeof apiImportOperations> = {
  'import.history': ({ by, body: { users, rooms, messages } }, { chat }) =>
    importHistory(chat, by, {
      users: users.map(({ user_id, data, profiles, ...fields }) =>
        describedBy({ ...fields, user_id, extra: data ?? {}, profiles: profilesById(profiles ?? []) }),
      ),
      rooms: rooms.map(({ title = '', is_public, created_at, members, ...named }) => ({
        ...{ title, is_public, created_at, members },
        ...roomOf(named),
      })),
      messages: messages.map(({ pipe, user_ids, entities, files, ...message }) => ({
        ...{ ...message, entities },
        room: roomOf({ pipe, user_ids }),
        files: files.map(filesGiven),
      })),
    }),

  'import.file': async ({ widget_id, body }, { chat, config }) =>
    uploadPlaceOf(await createUpload(chat, { widget_id, ...FROM_SITE }, { ...body, ...FROM_SITE }, null), config),
}

/** @param named one of the two, by the schema */
function roomOf({
  pipe,
  user_ids,
}: {
  pipe?: string | undefined
  user_ids?: [string, string] | undefined
}): RoomOfHistory {
  return user_ids ? { user_ids } : { pipe: pipe ?? '' }
}
