import { hueOf, initialsOf } from '@imbachat/protocol/users/avatar'
import type { RoomPicture } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { Quiet } from '../bundles/views.ts'

interface Props {
  name: string
  url: string | null
  colourId: string
  online?: boolean
  /** a group or channel has another shape than a user, and a picture that is a file of the room */
  group?: boolean
  picture?: RoomPicture | null | undefined
  room_id?: number | undefined
  /** of the invite link by which the reader sees the room */
  token?: string
}

/** A picture from the site, or initials on the person's own colour. Decoration: the name stands beside it. */
export function Avatar(props: Props) {
  const brokenUrl = useSignal<string | null>(null)
  const { name, url, colourId, online } = props
  const picture = url !== null && url !== brokenUrl.value
  return (
    <span class={`avatar hue-${hueOf(colourId)} ${props.group ? 'group' : ''}`} aria-hidden="true">
      {props.picture ? (
        <Quiet.GroupPicture {...props} />
      ) : picture ? (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
          draggable={false}
          onError={() => {
            brokenUrl.value = url
          }}
        />
      ) : (
        initialsOf(name)
      )}
      {online && <span class="online-dot" />}
    </span>
  )
}
