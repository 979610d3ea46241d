import { hueOf } from '@imbachat/protocol/users/avatar'
import { Component } from 'preact'
import { Later, Quiet } from '../../bundles/views.ts'
import { useViewContext } from '../../core/view-context.ts'
import { isEmojiOnly } from '../../emoji/emoji-only.ts'
import { FilesBox } from '../../files/files-box.tsx'
import { filesInWords, tinyPicture } from '../../files/files-text.ts'
import { RichText } from '../../formatting/rich-text.tsx'
import type { RoomModel } from '../../room/room-model.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icons.tsx'
import type { MessageItem } from '../message-items.ts'
import { Ticks } from './ticks.tsx'

interface Props {
  item: MessageItem
  roomModel: RoomModel
}

/** Hundreds of these stand in a log: only those whose item changed are drawn again. */
export class MessageBubble extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.item !== this.props.item
  }

  override render(props: Props) {
    return <Bubble {...props} />
  }
}

function Bubble({ item, roomModel }: Props) {
  const { say, times } = useViewContext()
  const hasMenu = item.seq !== null && item.text !== null && !item.covered
  const large = item.text !== null && isEmojiOnly(item.text)
  /** an emoji is a gesture, and needs no bubble around it */
  const alone = large && !item.covered && !item.forward && item.replySeq === null && item.files.length === 0
  const byMany = roomModel.room.peek().peer === null && !item.own

  return (
    <>
      {item.unreadStart && (
        <div class="unread-divider">
          <span>{say.unreadDivider}</span>
        </div>
      )}
      <article
        class={`message ${item.own ? 'own' : ''} ${byMany ? 'by-many' : ''} ${item.first ? 'first' : ''} ${item.last ? 'last' : ''}`}
        aria-label={`${item.authorName}, ${times.clock(item.at)}`}
        tabIndex={-1}
        data-seq={item.seq ?? undefined}
        data-author={item.authorId}
      >
        {byMany && item.last && <Avatar name={item.authorName} url={item.authorAvatar} colourId={item.authorId} />}
        <div class={item.text === '' && !item.call ? 'bubble bare' : alone ? 'bubble alone' : 'bubble'}>
          {byMany && item.first && (
            <button type="button" class={`author hue-${hueOf(item.authorId)}`} tabIndex={-1} aria-haspopup="dialog">
              <bdi class="cut">{item.authorName}</bdi>
              {item.authorMark && <span class="guest-mark">{say[item.authorMark]}</span>}
            </button>
          )}
          {item.forward && <Quiet.Forwarded origin={item.forward} />}
          {item.replySeq !== null && <Quote item={item} roomModel={roomModel} />}
          {!item.covered && item.files.length > 0 && <FilesBox item={item} roomModel={roomModel} />}
          {!item.covered && item.card?.title && <b dir="auto">{item.card.title}</b>}
          <div class="text" dir={item.text ? 'auto' : undefined}>
            {item.covered ? (
              <Later.Covered item={item} roomModel={roomModel} />
            ) : item.text === null ? (
              <em class="deleted">{say.deleted}</em>
            ) : (
              item.text && (
                <span class={large ? 'words large' : 'words'}>
                  <RichText text={item.text} entities={item.entities} />
                </span>
              )
            )}
            <span class="meta">
              <bdi>
                {item.pinned && <Icon name="pin" />}
                {item.edited && item.text !== null && <span class="edited">{say.edited}</span>}
                <time dateTime={new Date(item.at).toISOString()} title={times.full(item.at)}>
                  {times.clock(item.at)}
                </time>
                {item.status && item.text !== null && <Ticks status={item.status} />}
              </bdi>
            </span>
          </div>
          {(item.preview || item.card || item.call) && !item.covered && (
            <Quiet.BelowText item={item} roomModel={roomModel} />
          )}
          {hasMenu && (
            <button type="button" class="more" tabIndex={-1} aria-label={say.actions} aria-haspopup="menu">
              <Icon name="more" />
            </button>
          )}
        </div>
        {(item.reactions.length > 0 || item.masked || item.via || item.error || item.status === 'held') && (
          <Quiet.BelowBubble item={item} roomModel={roomModel} />
        )}
      </article>
    </>
  )
}

function Quote({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { phrases, say } = useViewContext()
  const seq = item.replySeq
  return (
    <button
      type="button"
      class="quote"
      tabIndex={-1}
      onClick={() => seq !== null && void roomModel.revealMessage(seq, item.seq)}
    >
      {item.replyAuthor && <bdi class="quote-author cut">{item.replyAuthor}</bdi>}
      <span class="quote-text" dir="auto">
        {item.replyFiles[0]?.blur && <img src={tinyPicture(item.replyFiles[0].blur)} alt="" />}
        {item.replyText || filesInWords(item.replyFiles, phrases) || say.originalMessage}
      </span>
    </button>
  )
}
