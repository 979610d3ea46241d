import type { ModeratedRoomView } from '../../requests/api.ts'
import { t } from './phrases.ts'

/** The kind of a room, and how it stands. */
export function RoomChips({ room }: { room: ModeratedRoomView }) {
  const { frozen, archived, announcements, is_public, answered_by } = room
  return (
    <span class="table-name">
      <span class="chip">{t(is_public ? 'public' : 'filter_closed')}</span>
      {announcements && <span class="chip">{t('announcements')}</span>}
      {answered_by === 'bots' && <span class="chip">{t('bot')}</span>}
      {archived && <span class="chip chip-warning">{t('archived')}</span>}
      {frozen && <span class="chip chip-warning">{t('frozen')}</span>}
    </span>
  )
}
