import { Component } from 'preact'
import { Later, Quiet } from '../bundles/views.ts'
import { typingText } from '../core/names/names.ts'
import { useViewContext } from '../core/view-context.ts'
import { filesInWords, tinyPicture } from '../files/files-text.ts'
import { Ticks } from '../log/bubble/ticks.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Icon, type IconName } from '../ui/icons.tsx'
import type { RoomRow, RowPreview } from './room-row.ts'

interface Props {
  row: RoomRow
  selected: boolean
  /** is this the one row that Tab reaches? Arrow keys go to the others. */
  tabbable: boolean
  open: (room_id: number) => void
}

/** Drawn again only when something in it changed: with each message the list is looked through. */
export class ConversationRow extends Component<Props> {
  override shouldComponentUpdate({ row, selected, tabbable }: Props): boolean {
    return row !== this.props.row || selected !== this.props.selected || tabbable !== this.props.tabbable
  }

  override render(props: Props) {
    return <Row {...props} />
  }
}

function Row({ row, selected, tabbable, open }: Props) {
  const { frame, phrases, say, times } = useViewContext()
  const { preview } = row
  const isUnread = row.unread > 0 || row.marked
  return (
    <li>
      <button
        type="button"
        class={`row ${selected ? 'selected' : ''} ${isUnread ? 'unread' : ''}`}
        aria-current={selected ? 'true' : undefined}
        tabIndex={tabbable ? 0 : -1}
        data-room={row.room_id}
        onClick={() => open(row.room_id)}
      >
        <Avatar {...row} url={row.avatar_url} />
        <span class="row-body">
          <span class="row-line">
            <span class="row-name">
              <bdi class="cut">{row.name}</bdi>
            </span>
            {row.as && <Quiet.ProfileMark name={row.as} />}
            {row.bot && <span class="guest-mark">{say.bot}</span>}
            {row.muted && <Mark icon="bellOff" text={say.muted} />}
            {row.online && <span class="sr-only">, {say.online}</span>}
            {preview.kind === 'message' && preview.status && <Ticks status={preview.status} />}
            <time class="row-time" dateTime={new Date(row.at).toISOString()} title={times.full(row.at)}>
              {times.short(row.at, frame.now.value)}
            </time>
          </span>
          {row.about && (
            <span class="row-line row-about">
              {row.about.image && <Avatar name="" url={row.about.image} colourId={row.about.id} group />}
              <span class="sr-only">{say.about}</span>
              <bdi class="cut">{row.about.title}</bdi>
            </span>
          )}
          <span class="row-line">
            {row.request && <span class="row-request">{say.request}</span>}
            <span class="row-preview">
              <Preview preview={preview} />
            </span>
            {row.asking > 0 && <Quiet.JoinRequestsMark count={row.asking} />}
            {row.pinned && <Mark icon="pin" text={say.pinned} />}
            {row.mentions > 0 && (
              <span class="badge">
                <span aria-hidden="true">@</span>
                <span class="sr-only">{say.mentioned}</span>
              </span>
            )}
            {isUnread && (
              <span class={row.quiet || row.muted ? 'badge quiet' : 'badge'}>
                {/* a badge without a number is as high as one with it */}
                <bdi aria-hidden="true">{row.unread > 999 ? '999+' : row.unread || '\u00a0'}</bdi>
                <span class="sr-only">
                  {row.unread ? phrases.fill(say.unread, { count: row.unread }) : say.markedUnread}
                </span>
              </span>
            )}
          </span>
        </span>
      </button>
      {row.request && !selected && <Later.RequestButtons row={row} tabbable={tabbable} />}
    </li>
  )
}

function Mark({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span class="row-mark">
      <Icon name={icon} />
      <span class="sr-only">, {text}</span>
    </span>
  )
}

function Preview({ preview }: { preview: RowPreview }) {
  const { phrases, say } = useViewContext()
  switch (preview.kind) {
    case 'typing':
      return (
        <span class="row-typing cut">{preview.names.length > 0 ? typingText(preview.names, phrases) : say.typing}</span>
      )
    case 'draft':
      return (
        <>
          <span class="row-draft">{say.draft} </span>
          <bdi class="cut">{preview.text}</bdi>
        </>
      )
    case 'deleted':
      return <em class="cut">{say.deleted}</em>
    case 'notice':
      return (
        <span class="cut">
          <Quiet.NoticeText {...preview} />
        </span>
      )
    case 'call':
      return (
        <span class="cut">
          <Quiet.CallInList {...preview} />
        </span>
      )
    case 'message': {
      const author = preview.own ? say.you : preview.author
      return (
        <>
          {author && (
            <span class="row-author">
              <bdi class="cut">{author}</bdi>:{' '}
            </span>
          )}
          {preview.files[0]?.blur && <img src={tinyPicture(preview.files[0].blur)} alt="" />}
          <bdi class="cut">{preview.text || filesInWords(preview.files, phrases)}</bdi>
        </>
      )
    }
    case 'empty':
      return null
    default:
      return preview satisfies never
  }
}
