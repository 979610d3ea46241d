import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type Day, dayOf, dayOfWeek, firstDayOfWeek, plusDays, plusMonths, startOf, weeksOf } from './month-grid.ts'

interface JumpProps {
  chat: ChatModel
  roomModel: RoomModel
  /** a moment of the day that the reader sees now */
  at: number
  close: () => void
}

/** Leads to the first message of a day, or of the next day that has one. */
export function JumpToDate({ chat, roomModel, at, close }: JumpProps) {
  const { say } = useLaterContext()
  return (
    <Calendar
      chat={chat}
      room_id={roomModel.room_id}
      title={say.jumpToDate}
      at={at}
      chosen={at}
      choose={(day) => day !== null && void showTime(roomModel, day)}
      close={close}
    />
  )
}

/** Shows the first message of that time or later; the newest, if none came since. */
async function showTime(roomModel: RoomModel, at: number): Promise<void> {
  if (!(await roomModel.goTo({ at }))) return
  if ((roomModel.messages.value.at(-1)?.created_at ?? 0) < at) return roomModel.toBottom()
  const first = roomModel.log.value[0]?.items.find(({ seq }) => seq !== null)?.seq
  if (typeof first === 'number') await roomModel.revealMessage(first)
}

interface Props {
  chat: ChatModel
  room_id: number
  title: string
  /** a moment of the day that is shown at first */
  at: number
  /** a moment of the day that is marked; null: none */
  chosen: number | null
  /** gets the first moment of the day; null: none, where `mayClear` */
  choose: (day: number | null) => void
  mayClear?: boolean
  close: () => void
}

/** A month of days, from the room's first message to today. Keys as in the grid pattern of ARIA. */
export function Calendar({ chat, room_id, title, at, chosen, choose, mayClear = false, close }: Props) {
  const { phrases, say } = useLaterContext()
  const today = dayOf(Date.now())
  const cursor = useSignal<Day>(dayOf(at))
  /** the day of the room's first message; null until it is known */
  const begin = useSignal<Day | null>(null)
  const grid = useRef<HTMLTableElement>(null)
  /** the reader moves by keys: the focus follows */
  const byKey = useRef(true)

  useEffect(() => {
    const first = { room_id, at: 0, limit: 1 }
    chat.client
      .internals()
      .requestWhenOnline('messages.list', first)
      .then(
        ({ messages: [message] }) => {
          if (message) begin.value = dayOf(message.created_at)
        },
        // then any day may be chosen
        () => {},
      )
  }, [])
  useLayoutEffect(() => {
    if (byKey.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    byKey.current = false
  }, [cursor.value])

  const { year, month } = cursor.value
  const firstDay = firstDayOfWeek(phrases.language)
  const weeks = weeksOf(cursor.value, firstDay)
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(phrases.language, options)
  const nameOfMonth = format({ month: 'long' })
  const nameOfDay = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const [short, long] = [format({ weekday: 'short' }), format({ weekday: 'long' })]
  const number = format({ day: 'numeric' })
  const weekdays = Array.from({ length: 7 }, (_, place) => startOf({ year: 2024, month: 0, day: firstDay + place }))
  const earliest = begin.value ?? { year: 1970, month: 0, day: 1 }
  const firstYear = begin.value?.year ?? today.year - 10
  const isOutside = (day: Day) => startOf(day) > startOf(today) || startOf(day) < startOf(earliest)
  const moveTo = (day: Day) => {
    cursor.value = startOf(day) > startOf(today) ? today : startOf(day) < startOf(earliest) ? earliest : day
  }
  const pick = (day: number | null) => {
    close()
    choose(day)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { current } = grid
    const day = cursor.peek()
    const forward = current && getComputedStyle(current).direction === 'rtl' ? -1 : 1
    const inWeek = dayOfWeek(day, firstDay)
    const months = event.shiftKey ? 12 : 1
    const moves: Record<string, () => Day> = {
      ArrowRight: () => plusDays(day, forward),
      ArrowLeft: () => plusDays(day, -forward),
      ArrowDown: () => plusDays(day, 7),
      ArrowUp: () => plusDays(day, -7),
      Home: () => plusDays(day, -inWeek),
      End: () => plusDays(day, 6 - inWeek),
      PageDown: () => plusMonths(day, months),
      PageUp: () => plusMonths(day, -months),
    }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    byKey.current = true
    moveTo(move())
  }

  return (
    <Sheet
      kind="card"
      title={title}
      close={close}
      head={
        <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
          <Icon name="close" />
        </button>
      }
    >
      <div class="calendar">
        <div class="calendar-head">
          <button
            type="button"
            class="icon-button"
            aria-label={say.previousMonth}
            disabled={startOf({ year, month, day: 1 }) <= startOf(earliest)}
            onClick={() => moveTo(plusMonths(cursor.peek(), -1))}
          >
            <Icon name="back" />
          </button>
          <select
            class="chip"
            aria-label={say.month}
            value={month}
            onChange={({ currentTarget }) => moveTo(plusMonths(cursor.peek(), Number(currentTarget.value) - month))}
          >
            {Array.from({ length: 12 }, (_, index) => (
              <option
                key={index}
                value={index}
                disabled={isOutside({ year, month: index, day: 1 }) && isOutside(lastOf(year, index))}
              >
                {nameOfMonth.format(startOf({ year, month: index, day: 1 }))}
              </option>
            ))}
          </select>
          <select
            class="chip"
            aria-label={say.year}
            value={year}
            onChange={({ currentTarget }) =>
              moveTo(plusMonths(cursor.peek(), 12 * (Number(currentTarget.value) - year)))
            }
          >
            {Array.from({ length: today.year - Math.min(firstYear, year) + 1 }, (_, index) => (
              <option key={index} value={today.year - index}>
                {today.year - index}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="icon-button forward"
            aria-label={say.nextMonth}
            disabled={startOf({ year, month: month + 1, day: 1 }) > startOf(today)}
            onClick={() => moveTo(plusMonths(cursor.peek(), 1))}
          >
            <Icon name="back" />
          </button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern of ARIA, on a table */}
        <table role="grid" aria-label={title} ref={grid} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              {weekdays.map((weekday) => (
                <th key={weekday} scope="col" abbr={long.format(weekday)}>
                  {short.format(weekday)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.find((day) => day !== null)?.day}>
                {week.map((day, place) => {
                  if (day === null) return <td key={`empty ${place}`} />
                  const isChosen = chosen !== null && startOf(day) === startOf(dayOf(chosen))
                  return (
                    <td key={day.day}>
                      <button
                        type="button"
                        tabIndex={day.day === cursor.value.day ? 0 : -1}
                        aria-label={nameOfDay.format(startOf(day))}
                        aria-pressed={isChosen}
                        aria-current={startOf(day) === startOf(today) ? 'date' : undefined}
                        disabled={isOutside(day)}
                        onClick={() => pick(startOf(day))}
                      >
                        {number.format(startOf(day))}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {mayClear && chosen !== null && (
          <button type="button" class="text-button" onClick={() => pick(null)}>
            {say.clearDate}
          </button>
        )}
      </div>
    </Sheet>
  )
}

const lastOf = (year: number, month: number): Day => plusDays({ year, month: month + 1, day: 1 }, -1)
