import { Component } from 'preact'
import { Quiet } from '../bundles/views.ts'
import { useViewContext } from '../core/view-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { MessageBubble } from './bubble/message-bubble.tsx'
import type { DaySection } from './message-items.ts'

interface Props {
  section: DaySection
  roomModel: RoomModel
}

/** One day of a log. A day in which nothing changed keeps its identity, and is not drawn again. */
export class DaySectionView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.section !== this.props.section || next.roomModel !== this.props.roomModel
  }

  override render({ section, roomModel }: Props) {
    return (
      <div class="day">
        <Quiet.FloatingDay at={section.at} />
        <DayLabel at={section.at} />
        {section.items.map((item) =>
          item.notice ? (
            <div key={item.key} class="notice">
              <Quiet.NoticeText
                notice={item.notice}
                names={item.names}
                reveal={(seq) => void roomModel.revealMessage(seq, item.seq)}
              />
            </div>
          ) : (
            <MessageBubble key={item.key} item={item} roomModel={roomModel} />
          ),
        )}
      </div>
    )
  }
}

/** The label between two days. A click on it opens the calendar: see log-gestures.ts. */
function DayLabel({ at }: { at: number }) {
  const { frame, times } = useViewContext()
  return (
    <div class="day-label">
      <button type="button" tabIndex={-1} aria-haspopup="dialog" data-at={at}>
        {times.day(at, frame.now.value)}
      </button>
    </div>
  )
}
