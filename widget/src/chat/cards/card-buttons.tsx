import type { CardButton } from '@imbachat/sdk'
import { pressButton } from '@imbachat/sdk/press-button'
import { useSignal } from '@preact/signals'
import { authorName } from '../core/names/author-name.ts'
import type { MessageItem } from '../log/message-items.ts'
import { useMessagesContext } from '../message-acts/messages-context.ts'
import { emit } from '../page/commands.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'

/** Buttons below the text of the site's message. Addresses open in a new tab; the server has checked them. */
export function CardButtons({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { frame, phrases, say } = useMessagesContext()
  const pressing = useSignal<string | null>(null)
  const { card, seq } = item
  if (seq === null || !card?.buttons) return null
  const { buttons, after_press, pressed } = card
  if (after_press === 'hide' && pressed) return null
  const chat = frame.chat.value
  const block = roomModel.writeBlock.value
  const isOnline = chat?.connection.value.kind === 'online'

  /** The author's own buttons are for the others. What only calls the page works in a room of announcements too. */
  const isOff = ({ type }: CardButton) =>
    !isOnline ||
    item.own ||
    pressed !== undefined ||
    pressing.value !== null ||
    (block !== null && (type === 'reply' || (block !== 'managers_only' && block !== 'not_permitted')))

  async function press({ id, type }: CardButton, button: HTMLElement): Promise<void> {
    if (!chat || seq === null) return
    pressing.value = id
    await roomModel.attempt(
      pressButton(chat.client, roomModel.room_id, seq, id).then(() => {
        if (type === 'event') {
          emit({ name: 'button.pressed', detail: { room_id: roomModel.room_id, seq, button_id: id } })
        } else void roomModel.toBottom()
        // a button that vanishes must not take the keyboard's place with it
        if (after_press === 'hide' && button.matches(':focus')) button.closest('article')?.focus()
      }),
    )
    pressing.value = null
  }

  const chosenBy =
    pressed && (pressed.user_id === roomModel.me.value?.user_id ? null : authorName(roomModel, pressed.user_id))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own looks
    <div
      class={after_press === 'hide' ? 'card-buttons quick' : 'card-buttons'}
      role="group"
      aria-label={say.cardButtons}
    >
      {buttons.map((button) =>
        button.type === 'url' ? (
          <a
            key={button.id}
            class={`card-button ${button.style ?? ''}`}
            href={button.url ?? ''}
            target="_blank"
            rel="noopener noreferrer nofollow"
            tabIndex={-1}
            draggable={false}
          >
            <bdi>{button.label}</bdi>
            <LaterIcon name="out" />
          </a>
        ) : (
          <button
            key={button.id}
            type="button"
            class={`card-button ${button.style ?? ''}`}
            // focus stays where it is while a button can't be pressed
            aria-disabled={isOff(button)}
            aria-pressed={pressed ? pressed.button_id === button.id : undefined}
            aria-busy={pressing.value === button.id}
            tabIndex={-1}
            onClick={({ currentTarget }) => {
              if (!isOff(button)) void press(button, currentTarget)
            }}
          >
            {pressed?.button_id === button.id && <Icon name="save" />}
            <bdi>{button.label}</bdi>
          </button>
        ),
      )}
      {pressed && (
        <span class="card-chosen" dir="auto">
          {chosenBy === null || chosenBy === undefined
            ? say.chosenByYou
            : phrases.fill(say.chosenBy, { name: chosenBy })}
        </span>
      )}
    </div>
  )
}
