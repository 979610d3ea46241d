import type { EventData, EventType } from '@imbachat/protocol/http/api/event-catalogue'

type OfMessage = 'message.created' | 'message.updated' | 'message.deleted'

/**
 * The entry that a change writes to the log of its widget. For a message the log stores the place, not the text. The
 * text is read when the event is delivered, so deleted and erased texts are left nowhere.
 */
export type NewEvent =
  | { type: OfMessage; room_id: number; user_id: null; data: { seq: number } }
  | { type: 'message.held'; room_id: number; user_id: string; data: { client_id: string; reason: string } }
  | {
      [Type in Exclude<EventType, OfMessage | 'message.held'>]: {
        type: Type
        room_id: number | null
        /** whose data it has: it goes when the user is erased; null: of nobody */
        user_id: string | null
        data: EventData<Type>
      }
    }[Exclude<EventType, OfMessage | 'message.held'>]

export interface LoggedEvent {
  /** rising, in the order of the commits */
  id: number
  type: EventType
  room_id: number | null
  /** milliseconds */
  at: number
  data: EventData
}

export interface EventStore {
  /**
   * Events after `after` in order, each message in its current state. An event about a message is left out if the
   * message's row is gone, because its room or author was erased. `bot_id`: only events that this bot receives. One
   * read covers a part of the log: `last_id` is its last event, and there may be more even if no event was returned.
   */
  eventsAfter(
    widget_id: number,
    page: {
      after: number
      limit: number
      types?: readonly EventType[] | undefined
      bot_id?: string | null | undefined
      /** also the names that the site gave the rooms */
      pipes?: boolean
    },
  ): Promise<{ events: LoggedEvent[]; last_id: number }>
  /** the oldest event that is kept, and the newest one ever; null: the widget has no log */
  eventSpan(widget_id: number): Promise<{ first_id: number; last_id: number } | null>
  /**
   * Begins the log of a widget, whose changes write their events from then on; on other nodes within a second. Or ends
   * it, with all that it has.
   */
  keepEvents(input: { widget_id: number; keep: boolean }): Promise<void>
  /** For a change that is more than one write. */
  addEvent(input: { widget_id: number; event: NewEvent }): Promise<void>
  /** Removes some events from before this time, the oldest first. @returns true if more are left */
  forgetEvents(input: { widget_id: number; before: number }): Promise<boolean>
}
