import type { Attachment, Message } from '@imbachat/sdk'
import type { ComponentChildren } from 'preact'
import { SendingRing } from '../attaching/ring.tsx'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'
import { durationText } from '../files/file-text.ts'
import { localUrl } from '../files/file-urls.ts'
import { roomFiles } from '../files/room-files.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { type Track, thePlayer } from './player.ts'
import { Waveform } from './waveform.tsx'

/** A voice message in the log. */
export function Voice({ file, item, roomModel }: { file: Attachment; item: MessageItem; roomModel: RoomModel }) {
  return (
    <div class="voice">
      <VoicePlayer
        track={trackOf(file, roomModel)}
        bars={file.bars ?? []}
        tabIndex={-1}
        ring={
          item.seq === null && (
            <SendingRing
              roomModel={roomModel}
              file_id={file.file_id}
              name={file.name}
              cancel={() => void roomModel.discard(item.client_id)}
            />
          )
        }
      />
    </div>
  )
}

interface PlayerProps {
  track: Track
  bars: readonly number[]
  tabIndex: number
  /** over the button while it is being sent */
  ring?: ComponentChildren
}

/** Plays one voice message: button, waveform, time and speed. */
export function VoicePlayer({ track, bars, tabIndex, ring }: PlayerProps) {
  const { phrases, say } = useLaterContext()
  const player = thePlayer()
  const mine = player.current.value === track.key
  const playing = mine && player.playing.value
  const position = mine ? player.position.value : 0
  const duration = track.duration_ms / 1000
  return (
    <>
      <span class="voice-button">
        <button
          type="button"
          class="file-mark"
          tabIndex={tabIndex}
          aria-label={playing ? say.pause : say.play}
          onClick={() => void player.toggle(track)}
        >
          <FileIcon name={playing ? 'pause' : 'play'} />
        </button>
        {ring}
      </span>
      <span class="voice-body">
        <Waveform
          bars={bars}
          position={position}
          duration={duration}
          tabIndex={tabIndex}
          seek={(share) => void player.seek(track, share)}
        />
        <span class="voice-line">
          {player.failed.value === track.key ? (
            <span role="alert">{say.fileGone}</span>
          ) : (
            <span class="voice-time">
              {durationText(playing || position > 0 ? position * 1000 : track.duration_ms)}
            </span>
          )}
          {mine && (
            <button
              type="button"
              class="voice-speed"
              tabIndex={tabIndex}
              aria-label={phrases.fill(say.speed, { speed: player.speed.value })}
              onClick={player.nextSpeed}
            >
              {player.speed.value}×
            </button>
          )}
        </span>
      </span>
    </>
  )
}

function trackOf(file: Attachment, roomModel: RoomModel): Track {
  const { urls } = roomFiles(...roomModel.fileParts)
  return {
    key: file.file_id,
    duration_ms: file.duration_ms ?? 0,
    load: async () => localUrl(file.file_id) ?? urls.whole(file.file_id),
    next() {
      const voices = roomModel.messages.peek().flatMap(voicesOf)
      const next = voices[voices.findIndex(({ file_id }) => file_id === file.file_id) + 1]
      return next ? trackOf(next, roomModel) : null
    },
  }
}

const voicesOf = ({ attachments = [] }: Message) => attachments.filter(({ kind }) => kind === 'voice')
