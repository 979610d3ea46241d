import { effect } from '@preact/signals'
import { readChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { createLongPress } from '../core/long-press.ts'
import { addReplyGestures } from '../message-acts/reply-gestures.ts'
import { addBackGesture } from '../room/back-gesture.ts'
import { addLogKeys } from './log-keys.ts'
import type { LogProps } from './message-log.tsx'

/** Milliseconds for which the day is shown after the last scrolling. */
const SHOW_DAY = 1_000

/**
 * Handles clicks, keys, right clicks and touches in the log, once this script is loaded.
 * @param early a click from before
 * @returns a function that removes the listeners
 */
export function addLogGestures(
  log: HTMLElement,
  { roomModel, openMenu, openPerson }: LogProps,
  early: Element | null,
): () => void {
  addLogKeys(log)
  addReplyGestures(log, roomModel)
  addBackGesture(log)

  /** The message at this place, if it has a menu. */
  const withMenu = (target: EventTarget | null): HTMLElement | null => {
    const article = target instanceof Element ? target.closest<HTMLElement>('article') : null
    return article?.querySelector('.more') ? article : null
  }

  function ask(from: HTMLElement, x: number, y: number, page?: 'versions'): void {
    const items = roomModel.log.peek().flatMap((section) => section.items)
    const item = items.find(({ seq }) => seq === Number(from.dataset.seq))
    if (item) openMenu({ item, x, y, from, ...(page && { page }) })
  }

  function askBelow(article: HTMLElement, anchor: Element | null): void {
    const box = (anchor ?? article).getBoundingClientRect()
    ask(article, article.classList.contains('own') ? box.right : box.left, box.bottom)
  }

  function askByButton(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest<HTMLElement>('.more, .day-label button') : null
    const article = button && withMenu(button)
    if (article) askBelow(article, button)
    else if (button?.dataset.at) openMenu({ day: Number(button.dataset.at) })
  }

  function showPerson(target: Element): void {
    const person = target.closest<HTMLElement>('button.mention, .author, .message > .avatar')
    const user_id = person?.dataset.user ?? person?.closest('article')?.dataset.author
    if (user_id) openPerson(user_id)
  }

  let rest: ReturnType<typeof setTimeout> | undefined
  log.addEventListener('scroll', () => {
    // a log that follows the newest moves by itself
    if (roomModel.atBottom.peek() && roomModel.followsNewest.peek()) return
    log.classList.add('scrolling')
    clearTimeout(rest)
    rest = setTimeout(() => log.classList.remove('scrolling'), SHOW_DAY)
  })

  const hasVersions = readChatFrameConfig().settings.edit_history
  log.classList.toggle('edits', hasVersions)

  /** The part of each message that is drawn on demand: its star. */
  const stop = effect(() => {
    void roomModel.log.value
    const stars = roomModel.flags.value.get(roomModel.room_id)?.star?.messages
    const starred = new Set(stars?.map(({ seq }) => seq))
    // after the views have drawn what changed
    requestAnimationFrame(() => {
      for (const article of log.querySelectorAll<HTMLElement>('article[data-seq]'))
        article.toggleAttribute('data-starred', starred.has(Number(article.dataset.seq)))
    })
  })

  if (early?.isConnected) {
    askByButton(early)
    showPerson(early)
  }
  log.addEventListener('click', ({ target }) => {
    askByButton(target)
    showPerson(target as Element)
    const article = hasVersions && (target as Element).closest('.edited') ? withMenu(target) : null
    if (article) ask(article, 0, 0, 'versions')
  })

  log.addEventListener('keydown', (event) => {
    const article = event.key === 'Enter' ? withMenu(event.target) : null
    if (!article || event.target !== article) return
    event.preventDefault()
    askBelow(article, article.querySelector('.bubble'))
  })

  log.addEventListener('contextmenu', (event) => {
    const article = withMenu(event.target)
    if (!article || prefersNativeMenu(event)) return
    event.preventDefault()
    const byKeyboard = event.clientX === 0 && event.clientY === 0
    if (byKeyboard) askBelow(article, article.querySelector('.bubble'))
    else ask(article, event.clientX, event.clientY)
  })

  const press = createLongPress((_, x, y) => {
    const article = withMenu(pressed)
    if (article) ask(article, x, y)
  })
  let pressed: EventTarget | null = null
  log.addEventListener(
    'touchstart',
    (event) => {
      pressed = event.target
      press.onTouchStart(event as TouchEvent & { currentTarget: HTMLElement })
    },
    { passive: true },
  )
  log.addEventListener('touchmove', press.onTouchMove, { passive: true })
  // it may keep the finger's lifting from being a click
  log.addEventListener('touchend', press.onTouchEnd)
  log.addEventListener('touchcancel', press.onTouchCancel)
  return stop
}

/** Links and selected text have their own menu in every browser. */
function prefersNativeMenu(event: MouseEvent): boolean {
  return (event.target as Element).closest('a') !== null || getSelection()?.isCollapsed === false
}
