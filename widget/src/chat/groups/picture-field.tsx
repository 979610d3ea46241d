import type { RoomPicture } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Avatar } from '../ui/avatar.tsx'
import { CropPicture } from './crop-picture.tsx'
import { useGroupsContext } from './groups-context.ts'

interface Props {
  name: string
  colourId: string
  /** a chosen picture that is not saved yet; null removes the picture; undefined keeps it */
  chosen: Blob | null | undefined
  choose: (picture: Blob | null) => void
  /** the group's now */
  current: RoomPicture | null
  room_id: number | undefined
}

/** The group's picture in its form: chosen, cropped, or taken away. */
export function PictureField({ name, colourId, chosen, choose, current, room_id }: Props) {
  const { frame, say } = useGroupsContext()
  const input = useRef<HTMLInputElement>(null)
  const cropping = useSignal<File | null>(null)
  const url = useMemo(() => (chosen ? URL.createObjectURL(chosen) : null), [chosen])
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url])
  const shown = chosen === undefined ? current : null
  const has = url !== null || shown !== null
  const avatar = <Avatar name={name} url={url} colourId={colourId} group picture={shown} room_id={room_id} />
  if (!frame.settings.files) return avatar
  return (
    <div class="picture-field">
      <button
        type="button"
        class={has || name ? 'picture-button' : 'picture-button empty'}
        aria-label={has ? say.changePicture : say.addPicture}
        title={has ? say.changePicture : say.addPicture}
        onClick={() => input.current?.click()}
      >
        {avatar}
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 8h3l2-3h6l2 3h3v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z" />
        </svg>
      </button>
      {has && (
        <button type="button" class="text-button danger" onClick={() => choose(null)}>
          {say.removePicture}
        </button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/jpeg,image/png,image/webp,image/gif"
        onChange={({ currentTarget }) => {
          cropping.value = currentTarget.files?.[0] ?? null
          // the same file may be chosen again
          currentTarget.value = ''
        }}
      />
      {cropping.value && (
        <CropPicture
          file={cropping.value}
          done={(picture) => {
            cropping.value = null
            choose(picture)
          }}
          close={() => (cropping.value = null)}
        />
      )}
    </div>
  )
}
