import { formatTime } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type PersonRoom } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { Card } from '../../ui/card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { More } from '../../ui/search/more.tsx'
import { t } from './phrases.ts'
import { RoomRole } from './room-role.tsx'

/** The rooms that a user is or was in, by page. */
export function PersonRooms({ widget_id, user_id }: { widget_id: number; user_id: string }) {
  const list = usePaged(
    user_id,
    (cursor) =>
      api.call('people.rooms', {
        widget_id,
        query: { user_id, limit: '20', ...(cursor !== null && { cursor }) },
      }),
    (shown, page) => ({ ...page, rooms: [...shown.rooms, ...page.rooms] }),
  )
  const now = list.now.value
  return (
    <Card title={t('rooms')}>
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && now.value.rooms.length === 0 && <p class="hint">{t('no_rooms')}</p>}
      {now.state === 'ready' && (
        <ul class="entries">
          {now.value.rooms.map((room) => (
            <li key={room.room_id} class="room-member">
              <div class="room-member-name">
                <p>
                  <a href={`${paths.widget(widget_id, 'rooms')}?${room.peer ? 'read' : 'room'}=${room.room_id}`}>
                    <bdi>{nameOfRoom(room)}</bdi>
                  </a>
                </p>
                <p class="hint">
                  {[
                    room.peer ? null : t('members', { count: room.member_count }),
                    room.state === 'joined' ? null : t(`state_${room.state}`),
                    formatTime(room.active_at),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </div>
              {room.peer === null && room.state === 'joined' && (
                <RoomRole
                  widget_id={widget_id}
                  user_id={user_id}
                  room={room}
                  name={nameOfRoom(room)}
                  onChanged={list.reload}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <More list={list} />
    </Card>
  )
}

export const nameOfRoom = ({ title, peer, room_id }: Pick<PersonRoom, 'title' | 'peer' | 'room_id'>) =>
  peer ? t('dialog_with', { name: peer.name }) : (title ?? `#${room_id}`)
