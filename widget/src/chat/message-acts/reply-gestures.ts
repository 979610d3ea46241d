import type { RoomModel } from '../room/room-model.ts'

/** Pixels of a pull after which letting go replies to the message, and pixels that the message moves at most. */
const REPLY_AT = 56
const FOLLOWS = 72
/** A finger that moved less has no direction yet. */
const SLIP = 12
/** Pixels from the edge of the screen where some browsers go back or forward by themselves. */
const EDGE = 20

/** Elements that a double click selects or presses: there it is not a reply. */
const HAS_OWN_CLICK = '.text, button, a, img, video, audio'

interface Pull {
  article: HTMLElement
  x: number
  y: number
  /** pixels towards the middle of the log; null: the finger has no direction yet */
  by: number | null
}

/** A double click beside a message's text answers it, and so does pulling it aside with a finger. */
export function addReplyGestures(log: HTMLElement, roomModel: RoomModel): void {
  let pull: Pull | null = null
  const mark = createMark()
  const on = <T extends keyof HTMLElementEventMap>(type: T, handle: (event: HTMLElementEventMap[T]) => void) =>
    log.addEventListener(type, handle, { passive: true })

  /** The message at this place, if it can be answered: then it has a menu. */
  function answerable(target: EventTarget | null): HTMLElement | null {
    const article = target instanceof Element ? target.closest<HTMLElement>('article') : null
    const mayWrite = roomModel.writeBlock.peek() === null && roomModel.room.peek().state !== 'invited'
    return mayWrite && article?.querySelector('.more') ? article : null
  }

  function reply({ dataset }: HTMLElement): void {
    roomModel.composer.setDraft({ reply_to: Number(dataset.seq) })
  }

  function release(): void {
    if (!pull) return
    const { article, by } = pull
    pull = null
    article.classList.remove('pulled')
    mark.remove()
    article.style.removeProperty('--pull')
    if (by !== null && by >= REPLY_AT) reply(article)
  }

  on('dblclick', ({ target }) => {
    const article = answerable(target)
    if (article && !(target as Element).closest(HAS_OWN_CLICK)) reply(article)
  })

  on('touchstart', ({ touches, target }) => {
    release()
    const [touch] = touches
    const article = answerable(target)
    if (!touch || touches.length > 1 || !article) return
    if (Math.min(touch.clientX, innerWidth - touch.clientX) < EDGE) return
    pull = { article, x: touch.clientX, y: touch.clientY, by: null }
  })

  on('touchmove', ({ touches }) => {
    const [touch] = touches
    if (!pull || !touch) return
    const { article } = pull
    const aside = pull.x - touch.clientX
    const by = getComputedStyle(log).direction === 'rtl' ? -aside : aside
    if (pull.by === null) {
      const along = Math.abs(touch.clientY - pull.y)
      if (Math.max(along, Math.abs(by)) < SLIP) return
      // it scrolls, or goes the other way
      if (along > by) pull = null
    }
    if (!pull) return
    pull.by = Math.max(0, by)
    if (!mark.isConnected) article.append(mark)
    article.classList.add('pulled')
    mark.classList.toggle('answers', pull.by >= REPLY_AT)
    article.style.setProperty('--pull', `${Math.min(pull.by, FOLLOWS)}px`)
  })

  on('touchend', release)
  on('touchcancel', () => {
    if (pull) pull.by = null
    release()
  })
}

/** The sign beside the message that shows what releasing does. */
function createMark(): SVGElement {
  const create = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement
  const mark = create('svg')
  mark.setAttribute('class', 'icon icon-reply pull-mark')
  mark.setAttribute('viewBox', '0 0 24 24')
  mark.setAttribute('aria-hidden', 'true')
  const path = create('path')
  path.setAttribute('d', 'M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6v1')
  mark.append(path)
  return mark
}
