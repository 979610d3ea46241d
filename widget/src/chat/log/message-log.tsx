import { Component } from 'preact'
import { rest } from '../bundles/views.ts'
import type { MenuRequest } from '../message-acts/message-menu.tsx'
import type { Reveal, RoomModel } from '../room/room-model.ts'
import { DaySectionView } from './day-section.tsx'
import { LogEnd } from './log-end.tsx'

/** Pixels from an edge at which more of the history is drawn or fetched. */
const LOAD_AHEAD = 900
/** Within this many pixels of its end the log counts as being at its bottom. */
const BOTTOM_SLACK = 32

/** Without the network there are no gestures. */
const ignore = () => {}

export interface LogProps {
  roomModel: RoomModel
  label: string
  openMenu: (request: MenuRequest) => void
  openPerson: (user_id: string) => void
  followsLink: (link: HTMLAnchorElement) => boolean
}

/** A message, and where it begins in the content of the log. */
interface Anchor {
  element: Element
  at: number
}

/**
 * The scrolling log. It keeps the reader's place: at the end while messages come, and else at the same message,
 * whatever is put above it (browsers' own scroll anchoring is missing in Safari, and would fight with this).
 *
 * A position alone does not tell where the reader is: the browser changes it too, when content or box change their
 * size. So each position is compared with the sizes that it belongs to, and `settle` alone moves the log after them.
 */
export class MessageLog extends Component<LogProps> {
  private log: HTMLElement | null = null
  private revealed: Reveal | null = null
  private frame = 0
  /** a click before there are gestures; null: there are */
  private early: Element | undefined | null
  private endGestures = ignore
  private resizes: ResizeObserver | null = null
  /** of the content and of the box, and the position, as they were last settled; 0: not yet */
  private height = 0
  private box = 0
  private top = 0
  /** the box when no picture was shown over the log */
  private unviewed = 0
  /** the message that keeps its place for a reader who is not at the end */
  private anchor: Anchor | null = null
  /** the first message that is drawn */
  private first: Element | null | undefined
  /** the next layout ends at the end, wherever the log is by then */
  private toEnd = false

  override componentDidMount(): void {
    this.resizes = new ResizeObserver(this.settle)
    const { log } = this
    if (log) {
      rest.fetch().then(({ addLogGestures }) => {
        if (!this.log) return
        this.endGestures = addLogGestures(log, this.props, this.early ?? null)
        this.early = null
      }, ignore)
      for (const child of log.children) this.resizes.observe(child)
    }
    this.componentDidUpdate()
  }

  override componentWillUnmount(): void {
    cancelAnimationFrame(this.frame)
    this.resizes?.disconnect()
    this.endGestures()
  }

  override componentDidUpdate(): void {
    const { log } = this
    if (!log) return
    if (this.following()) {
      // not before the first update: by now the browser knows the size of what was drawn
      if (this.height > 0) log.classList.add('at-end')
      // cut: it moves by itself
      if (this.first?.isConnected === false) this.toEnd = true
    } else {
      this.settle()
    }
    this.first = log.querySelector('article')
    // an element that is observed again is reported even if its size is the same
    this.resizes?.unobserve(log)
    this.resizes?.observe(log)
    this.showRevealed()
  }

  private following(): boolean {
    const { roomModel } = this.props
    return roomModel.atBottom.peek() && roomModel.followsNewest.peek()
  }

  /** The first message that begins in sight, or the one that fills it; `last`: the last one in sight. */
  private seen(log: HTMLElement, last = false): Anchor | null {
    const { top, bottom } = log.getBoundingClientRect()
    const all = log.querySelectorAll('article')
    const edge = last ? bottom : top
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle]?.getBoundingClientRect().top ?? 0) < edge) low = middle + 1
      else high = middle
    }
    const begins = all[low]
    const element = !last && begins && begins.getBoundingClientRect().top < bottom ? begins : all[Math.max(0, low - 1)]
    return element ? { element, at: beginOf(element, log) } : null
  }

  private showRevealed(): void {
    const reveal = this.props.roomModel.reveal.peek()
    if (!this.log?.clientHeight || !reveal || reveal === this.revealed) return
    this.revealed = reveal
    this.scrollTo(this.log, reveal)
  }

  private scrollTo(log: HTMLElement, reveal: Reveal): void {
    // at once: a log that is cut meanwhile would go on to the newest message
    this.props.roomModel.scrolled(reveal.to === 'bottom')
    this.toEnd = reveal.to === 'bottom'
    // messages that were not drawn yet have estimated sizes
    if (!this.toEnd) log.classList.remove('at-end')
    if (reveal.to === 'bottom') {
      log.scrollTop = log.scrollHeight
    } else if (reveal.to === 'unread') {
      const divider = log.querySelector('.unread-divider')
      if (divider) log.scrollTop += divider.getBoundingClientRect().top - log.getBoundingClientRect().top - 56
    } else {
      const message = log.querySelector<HTMLElement>(`[data-seq="${reveal.seq}"]`)
      message?.scrollIntoView({ block: 'center' })
      message?.focus({ preventScroll: true })
      message?.animate?.([{ backgroundColor: 'var(--highlight)' }, { backgroundColor: 'transparent' }], 1600)
    }
    this.anchor = this.seen(log)
    this.top = log.scrollTop
  }

  /**
   * Mostly, the browser has laid out what changed, and has not drawn it yet: reading sizes costs nothing then, and a
   * log that follows the newest moves without a second layout.
   */
  private settle = (): void => {
    const { log } = this
    // not shown: it has no sizes
    if (!log?.clientHeight) return
    this.showRevealed()
    const { anchor } = this
    const { scrollTop, scrollHeight, clientHeight } = log
    if (this.following()) {
      if (this.toEnd || scrollHeight < this.height || this.below(log) <= BOTTOM_SLACK) log.scrollTop = scrollHeight
    } else if (anchor?.element.isConnected) {
      const at = beginOf(anchor.element, log)
      // from where the reader was, if the browser has pulled the log up
      const from = this.top > scrollHeight - clientHeight ? this.top : scrollTop
      if (at !== anchor.at) log.scrollTop = from + at - anchor.at
      anchor.at = at
    }
    this.toEnd = false
    this.height = scrollHeight
    this.box = clientHeight
    this.top = log.scrollTop
    this.onScroll()
  }

  /**
   * Pixels that the reader has scrolled up from the end. What the browser has moved the log by, for content that became
   * lower or a box that became higher, does not count, nor does what was added.
   */
  private below({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
    return Math.min(this.height, scrollHeight) - Math.max(this.box, clientHeight) - scrollTop
  }

  /** Once a frame at most. */
  private onScroll = (): void => {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => {
      const { log, props } = this
      // cut, and not laid out yet
      if (!log || this.height === 0 || this.toEnd) return
      if (log.scrollHeight !== this.height || log.clientHeight !== this.box) return this.settle()
      const below = this.below(log)
      const { viewing, scrolled } = props.roomModel
      if (!viewing.peek()) this.unviewed = this.box
      // for a picture the window may grow: the log shows more than its reader sees
      if (this.box <= this.unviewed) scrolled(below <= BOTTOM_SLACK)
      this.top = log.scrollTop
      if (this.following()) {
        props.roomModel.cameFrom.value = null
      } else {
        // above the last one are messages that came into sight just now and have not been measured
        this.anchor = this.seen(log, log.classList.contains('at-end'))
        // while the log follows the newest, the browser passes over what is out of sight: see log/messages.css
        log.classList.remove('at-end')
      }
      if (log.scrollTop < LOAD_AHEAD) void props.roomModel.showOlder()
      // both: a short part of the history has its two ends near
      if (below < LOAD_AHEAD) props.roomModel.showNewer()
    })
  }

  private onClick = (event: MouseEvent): void => {
    const { target } = event
    if (this.early !== null) this.early = target as Element
    const link = (target as Element).closest('a')
    if (link && this.props.followsLink(link)) event.preventDefault()
  }

  override render({ roomModel, label }: LogProps) {
    const sections = roomModel.log.value
    void roomModel.reveal.value
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys come with log-keys.ts
      <div
        class="log"
        role="log"
        // A large room never falls silent: a screen reader's user reads there when they want to.
        aria-live={roomModel.room.value.live ? 'polite' : 'off'}
        aria-label={label}
        aria-busy={!roomModel.loaded.value}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        ref={(element) => {
          this.log = element
        }}
        onScroll={this.onScroll}
        onClick={this.onClick}
      >
        <div class="log-content">
          <LogEnd roomModel={roomModel} />
          {sections.map((section) => (
            <DaySectionView key={section.at} section={section} roomModel={roomModel} />
          ))}
          <LogEnd roomModel={roomModel} newer />
        </div>
      </div>
    )
  }
}

/** Pixels from the beginning of the log's content. */
const beginOf = (element: Element, log: HTMLElement) =>
  element.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop
