import { Component } from 'preact'
import type { Reveal, RoomModel } from '../model/room-model.ts'
import { DaySectionView } from './day-section.tsx'
import { LogEnd } from './log-end.tsx'
import type { MenuRequest } from './message-menu.tsx'

/** Pixels from an edge at which more of the history is drawn or fetched. */
const LOAD_AHEAD = 900
/** Within this many pixels of its end the log counts as being at its bottom. */
const BOTTOM_SLACK = 32

/** Milliseconds for which the day is shown after the last scrolling. */
const SHOW_DAY = 1_000

/** Without the network there are no gestures. */
const ignore = () => {}

interface Props {
  roomModel: RoomModel
  label: string
  openMenu: (request: MenuRequest) => void
  openPerson: (userId: string) => void
  followsLink: (link: HTMLAnchorElement) => boolean
}

/** A message, and how high it stands. */
interface Anchor {
  element: Element
  top: number
}

/**
 * The scrolling log. It keeps the reader's place: at the bottom while messages come, and at the same line while older
 * ones are put above it (browsers' own scroll anchoring is missing in Safari, and would fight with this).
 */
export class MessageLog extends Component<Props> {
  private log: HTMLElement | null = null
  private revealed: Reveal | null = null
  private frame = 0
  /** a click on a message's menu button before there are gestures; null: there are */
  private early: Element | undefined | null
  private rest: ReturnType<typeof setTimeout> | undefined
  private resizes: ResizeObserver | null = null
  /** of the content and of the box, as they were last laid out; 0: not yet */
  private height = 0
  private box = 0
  /** the first message before an update */
  private first: Element | null | undefined = null
  /** cut since then while it followed the newest: it moves by itself, and may be as high as before */
  private cut = false

  override componentDidMount(): void {
    this.resizes = new ResizeObserver(this.laidOut)
    const { log } = this
    if (log) {
      import('./log-gestures.ts').then(({ addLogGestures }) => {
        addLogGestures(log, this.props.roomModel, this.props.openMenu, this.early ?? null)
        this.early = null
      }, ignore)
      this.resizes.observe(log)
      for (const child of log.children) this.resizes.observe(child)
    }
    this.showRevealed()
  }

  override componentWillUnmount(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.rest)
    this.resizes?.disconnect()
  }

  override getSnapshotBeforeUpdate(): Anchor | null {
    this.first = this.log?.querySelector('article')
    return this.following() ? null : this.seen()
  }

  override componentDidUpdate(_props: Props, _state: unknown, anchor: Anchor | null): void {
    if (anchor) this.restore(anchor)
    // not before the first update: by now the browser knows the size of what was drawn
    else if (this.following() && this.height > 0) this.log?.classList.add('at-end')
    if (!anchor && this.log && this.first?.isConnected === false) {
      this.cut = true
      // what is observed anew is reported even if its size is the same
      this.resizes?.unobserve(this.log)
      this.resizes?.observe(this.log)
    }
    this.showRevealed()
  }

  private following(): boolean {
    const { roomModel } = this.props
    return roomModel.atBottom.peek() && roomModel.followsNewest.peek()
  }

  /** The first message that the reader sees, or the last one. */
  private seen(last = false): Anchor | null {
    if (!this.log) return null
    const { top, bottom } = this.log.getBoundingClientRect()
    const all = [...this.log.querySelectorAll('article')]
    for (const element of last ? all.reverse() : all) {
      const box = element.getBoundingClientRect()
      if (last ? box.top < bottom : box.bottom > top) return { element, top: box.top }
    }
    return null
  }

  private restore({ element, top }: Anchor): void {
    if (!this.log || !element.isConnected) return
    this.log.scrollTop += element.getBoundingClientRect().top - top
    this.height = this.log.scrollHeight
  }

  private showRevealed(): void {
    const reveal = this.props.roomModel.reveal.peek()
    if (!reveal || reveal === this.revealed) return
    this.revealed = reveal
    this.scrollTo(reveal)
    this.onScroll()
  }

  private scrollTo(reveal: Reveal): void {
    const { log, props } = this
    if (!log) return
    // at once: a log that is cut meanwhile would go on to the newest message
    props.roomModel.scrolled(reveal.to === 'bottom')
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
  }

  /**
   * The browser has laid out what changed, and has not drawn it yet: reading sizes costs nothing here, and a log that
   * follows the newest moves without a second layout.
   */
  private laidOut = (): void => {
    const { log } = this
    if (!log) return
    const stays = this.following() && (this.cut || log.scrollHeight < this.height || this.below(log) <= BOTTOM_SLACK)
    this.cut = false
    this.height = log.scrollHeight
    this.box = log.clientHeight
    if (stays) log.scrollTop = this.height
    this.onScroll()
  }

  /** Pixels below what is seen. What was added or cut since the last layout does not count: it is no scrolling. */
  private below({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
    return Math.min(this.height - this.box, scrollHeight - clientHeight) - scrollTop
  }

  /** Once a frame at most. */
  private onScroll = (): void => {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => {
      const { log, props } = this
      // cut, and not laid out yet
      if (!log || this.height === 0 || this.cut || log.scrollHeight < this.height) return
      const below = this.below(log)
      props.roomModel.scrolled(below <= BOTTOM_SLACK)
      if (this.following()) props.roomModel.cameFrom.value = null
      else this.drawAll()
      if (log.scrollTop < LOAD_AHEAD) void props.roomModel.showOlder()
      // both: a short part of the history has its two ends near
      if (below < LOAD_AHEAD) props.roomModel.showNewer()
    })
  }

  /**
   * While the log follows the newest, the browser passes over what is out of sight: see css/messages.css. No longer.
   */
  private drawAll(): void {
    if (!this.log?.classList.contains('at-end')) return
    // Above it stand messages that came into sight just now and have not been measured.
    const anchor = this.seen(true)
    this.log.classList.remove('at-end')
    if (anchor) this.restore(anchor)
  }

  private onScrolled = (): void => {
    this.onScroll()
    // a log that follows the newest moves by itself
    if (this.following()) return
    const { log } = this
    log?.classList.add('scrolling')
    clearTimeout(this.rest)
    this.rest = setTimeout(() => log?.classList.remove('scrolling'), SHOW_DAY)
  }

  private onClick = (event: MouseEvent): void => {
    const { target } = event
    if (this.early !== null) this.early = target as Element
    const link = (target as Element).closest('a')
    if (link && this.props.followsLink(link)) event.preventDefault()
    const person = (target as Element).closest<HTMLElement>('button.mention, .author, .message > .avatar')
    const userId = person?.dataset.user ?? person?.closest('article')?.dataset.author
    if (userId) this.props.openPerson(userId)
  }

  override render({ roomModel, label }: Props) {
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
        onScroll={this.onScrolled}
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
